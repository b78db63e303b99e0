#!/usr/bin/perl
# The mail domains with a badge each; a domain's report; a record before it is saved; a rejection explained.
#
# SPDX-License-Identifier: MIT

use strict;
use warnings;
require './dnsaudit-lib.pl';
our (%in, %text);

ReadParse();

sub attempt {
    my ($task) = @_;
    my $html = eval { $task->() };
    return $html // '<p>' . text('index_failed', html_escape($@)) . '</p>';
}

sub link_to {
    my ($domain, $words) = @_;
    return '<a href="index.cgi?dom=' . urlize($domain) . '">' . html_escape($words) . '</a>';
}

sub row_of {
    my ($domain) = @_;
    my $verdict = eval { dnsaudit_report($domain)->{'verdict'} } // { severity => 'unknown', summary => text('index_failed', $@) };
    my $severity = exists $text{"state_$verdict->{'severity'}"} ? $verdict->{'severity'} : 'unknown';
    my $badge = "<span class='ma-$severity'><strong class='ma-badge'>" . html_escape($text{"state_$severity"}) . '</strong></span>';
    return ui_columns_row([link_to($domain, $domain), $badge, html_escape($verdict->{'summary'})]);
}

sub show_list {
    my @domains = @_;
    print '<p>', html_escape($text{'index_none'}), '</p>' if !@domains;
    print ui_columns_start([map { $text{"index_$_"} } qw(domain state verdict)]) if @domains;
    print row_of($_) for @domains;
    print ui_columns_end() if @domains;
    print ui_form_start('index.cgi', 'post'), '<p><label>', html_escape($text{'index_text'}), '<br>',
        ui_textarea('text', '', 8, 80), '</label></p>', ui_form_end([[undef, $text{'index_explain'}]]);
}

sub show_domain {
    my ($domain, $record) = @_;
    print '<p>', link_to($domain, $text{'index_again'}), '</p>', attempt(sub { dnsaudit_fragment($domain, $record) });
    print ui_form_start('index.cgi', 'post'), ui_hidden('dom', $domain), '<p><label>', html_escape($text{'index_record'}), '<br>',
        ui_textbox('record', $record // '@ TXT ', 80), '</label></p>', ui_form_end([[undef, $text{'index_try'}]]);
}

my $head = '<link rel="stylesheet" href="mailauth.css"><script src="mailauth.js" defer></script>';
my @domains = mail_domains();
my ($domain) = grep { $_ eq ($in{'dom'} // '') } @domains;

ui_print_header(undef, $text{'index_title'}, '', undef, 1, 1, undef, undef, $head);
if (defined $in{'text'}) {
    print attempt(sub { dnsaudit_explain($in{'text'}) });
} elsif (defined $domain) {
    show_domain($domain, $in{'record'});
} else {
    show_list(@domains);
}
ui_print_footer(defined $domain || defined $in{'text'} ? ('index.cgi', $text{'index_return'}) : ('/', $text{'index'}));
