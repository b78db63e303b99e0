# Virtualmin: mail DNS as a feature of a domain, which "Validate Virtual Servers" and virtualmin validate-domains check.
#
# SPDX-License-Identifier: MIT

use strict;
use warnings;
require './dnsaudit-lib.pl';
our (%config, %text, $module_name);

sub feature_name { return $text{'feat_name'}; }
sub feature_label { return $text{'feat_name'}; }
sub feature_disname { return $text{'feat_name'}; }
sub feature_losing { return $text{'feat_losing'}; }

sub feature_check {
    return has_command($config{'program'}) ? undef : text('feat_program', html_escape($config{'program'}));
}

# Nothing is stored for a domain.
sub feature_depends { return undef; }
sub feature_clash { return undef; }
sub feature_suitable { my ($parent, $alias) = @_; return $alias ? 0 : 1; }
sub feature_setup { return 1; }
sub feature_modify { return 1; }
sub feature_delete { return 1; }

# undef where all is well, else what is wrong and what to publish, as HTML.  What the DNS did not say is not well.
sub feature_validate {
    my ($d) = @_;
    my $report = eval { dnsaudit_report($d->{'dom'}) } or return text('feat_unknown', html_escape($@));
    my ($severity, $summary) = @{ $report->{'verdict'} }{qw(severity summary)};
    return undef if $severity =~ /^(ok|notice|warning)$/;
    return text('feat_unknown', html_escape($summary)) if $severity ne 'error';
    my @records = map {
        my $fix = $_;
        map { text('feat_publish', html_escape($fix->{'type'}), html_escape($fix->{'name'}), html_escape($_)) } @{ $fix->{'publish'} };
    } @{ $report->{'fixes'} };
    return join ' ', html_escape($summary), @records;
}

sub feature_links {
    my ($d) = @_;
    return ({ mod => $module_name, desc => $text{'index_title'}, page => 'index.cgi?dom=' . urlize($d->{'dom'}), cat => 'services' });
}

1;
