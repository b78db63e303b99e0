# Mail DNS for Webmin and Virtualmin: dnsaudit as a process.  Domains and texts are arguments or standard input: no shell
# sees them.
#
# SPDX-License-Identifier: MIT
#
# Install: put this folder into Webmin's as "dnsaudit", mailauth.css and mailauth.js of share/mailauth next to it, and
# in Virtualmin turn the feature on under Features and Plugins.

use strict;
use warnings;
use IPC::Open3;
use JSON::PP;
use Symbol 'gensym';

BEGIN { push @INC, '..'; }
use WebminCore;
init_config();
our (%config, %text, $current_lang);

sub lines_of {
    my ($name) = @_;
    return grep { length } map { s/^\s+|\s+$//gr } split /[\t\n]/, $config{$name} // '';
}

# What the command prints; dies with its reason where there is no report.
sub dnsaudit_run {
    my ($verb, $input, @words) = @_;
    my $language = ($current_lang // 'en') =~ /^ja/ ? 'ja' : 'en';
    local $SIG{PIPE} = 'IGNORE';
    my $pid = open3(my $in, my $out, my $error = gensym, $config{'program'}, $verb, "--lang=$language", @words);
    print $in $input;
    close $in;
    my $answer = do { local $/; <$out> } // '';
    my $reason = do { local $/; <$error> } // '';
    waitpid $pid, 0;
    die "$reason\n" if $? & 127 || $? >> 8 > 2 || $answer eq '';
    return $answer;
}

# Without utf8(): texts stay the octets that Webmin prints.
sub dnsaudit_report {
    my ($domain) = @_;
    return JSON::PP->new->decode(dnsaudit_run('audit', '', '--format=json', lines_of('options'), '--', $domain));
}

# HTML; RECORD is as --assume takes it.
sub dnsaudit_fragment {
    my ($domain, $record) = @_;
    my @assumed = defined $record && $record =~ /\S/ ? ("--assume=$record") : ();
    return dnsaudit_run('audit', '', '--format=fragment', lines_of('options'), @assumed, '--', $domain);
}

sub dnsaudit_explain {
    my ($pasted) = @_;
    return dnsaudit_run('explain', $pasted, '--format=fragment', '-');
}

# Of the configuration, or those of Virtualmin that the user may see.
sub mail_domains {
    my @domains = lines_of('domains');
    if (!@domains && foreign_check('virtual-server')) {
        foreign_require('virtual-server');
        @domains = map { $_->{'dom'} } grep { $_->{'mail'} } virtual_server::list_visible_domains();
    }
    return sort @domains;
}

1;
