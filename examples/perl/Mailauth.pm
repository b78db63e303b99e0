package Mailauth;
# libmailauth for Perl: by a process, or by FFI::Platypus where that is (Debian: libffi-platypus-perl).
#
# SPDX-License-Identifier: MIT
#
#	use Mailauth;
#	my $report = decode_json(Mailauth->process->audit('example.jp', { ip => ['192.0.2.1'], lang => 'ja' }));
#	print Mailauth->process->audit('example.jp', {}, 'fragment');     # HTML for a page of yours
#
# Options have the names of the command's, with _ for -; a list gives one several times; zone_text is the text of a
# zone.  Texts are octets in UTF-8.  As a program it answers requests, one JSON object a line, as tests do.

use strict;
use warnings;
use IPC::Open3;
use JSON::PP;
use Symbol 'gensym';

sub process {
    my ($class, $program) = @_;
    return bless { program => $program // 'dnsaudit', answer => \&by_process }, $class;
}

sub ffi {
    my ($class, $library) = @_;
    require FFI::Platypus;
    my $ffi = FFI::Platypus->new(api => 2, lib => $library // 'libmailauth.so.0');
    return bless {
        json => $ffi->function(mailauth_check_json => ['string', 'string[]', 'opaque*'] => 'int'),
        fragment => $ffi->function(mailauth_check_html => ['string', 'string[]', 'opaque*'] => 'int'),
        free => $ffi->function(mailauth_free => ['opaque'] => 'void'),
        ffi => $ffi, answer => \&by_ffi
    }, $class;
}

# Dies with the reason where no audit was made.
sub audit {
    my ($self, $domain, $options, $format) = @_;
    return $self->{answer}->($self, $domain, $options // {}, $format // 'json');
}

# Names and values in turn.
sub pairs {
    my ($options) = @_;
    return map {
        my $name = tr/_/-/r;
        my $values = $options->{$_};
        map { ($name, "$_") } ref $values ? @$values : ($values);
    } sort keys %$options;
}

sub by_process {
    my ($self, $domain, $options, $format) = @_;
    my @words = ($self->{program}, 'audit', "--format=$format");
    my @pairs = pairs($options);
    while (my ($name, $value) = splice @pairs, 0, 2) {
        push @words, $name eq 'zone-text' ? '--zone=/dev/stdin' : "--$name=$value";
    }
    local $SIG{PIPE} = 'IGNORE';
    # A list: no shell sees it.
    my $pid = open3(my $in, my $out, my $error = gensym, @words, '--', $domain);
    print $in $options->{zone_text} // '';
    close $in;
    my $answer = do { local $/; <$out> } // '';
    my $reason = do { local $/; <$error> } // '';
    waitpid $pid, 0;
    die $reason if $? >> 8 > 2 && $answer eq '';
    return $answer;
}

sub by_ffi {
    my ($self, $domain, $options, $format) = @_;
    my %options = exists $options->{selector} ? %$options : (selectors => 'likely', %$options);
    my $text;
    my $status = $self->{$format}->call($domain, [pairs(\%options), undef], \$text);
    die "no memory\n" unless defined $text;
    my $answer = $self->{ffi}->cast('opaque', 'string', $text);
    $self->{free}->call($text);
    die $answer if $status != 0;
    return $answer;
}

unless (caller) {
    my ($kind, $where) = @ARGV;
    my $mailauth = Mailauth->$kind($where);
    while (my $line = <STDIN>) {
        my $request = decode_json($line);
        utf8::encode($_) for grep { defined && !ref } values %$request;
        my ($domain, $format) = delete @$request{qw(domain format)};
        my $answer = eval { $mailauth->audit($domain, $request, $format) };
        print $answer // encode_json({ error => "$@" }) . "\n", "\0";
    }
}

1;
