package WebminCore;

# The calls of Webmin that the example uses, as far as it does.  LIST_DOMAINS are Virtualmin's; the query is in QUERY, a JSON object.
#
# SPDX-License-Identifier: MIT

use strict;
use warnings;
use Exporter 'import';
use JSON::PP;

our (%config, %text, %in, $current_lang, $module_name);
our @EXPORT = qw(%config %text %in $current_lang $module_name init_config ReadParse foreign_check foreign_require has_command html_escape
    text urlize ui_columns_end ui_columns_row ui_columns_start ui_form_end ui_form_start ui_hidden ui_print_footer ui_print_header
    ui_textarea ui_textbox);

sub read_words {
    my ($path, $hash) = @_;
    open my $file, '<', $path or die "$path: $!";
    while (my $line = <$file>) {
        $hash->{$1} = $2 if $line =~ /^([^#=]+)=(.*)$/;
    }
}

sub init_config {
    ($module_name, $current_lang) = ('dnsaudit', $ENV{LANGUAGE});
    read_words('config', \%config);
    read_words("lang/$_", \%text) for 'en', $current_lang;
    $text{'index'} = 'index'; # of Webmin's own
    %config = (%config, %{ decode_json($ENV{CONFIG}) });
}

sub ReadParse { %in = %{ decode_json($ENV{QUERY}) }; utf8::encode($_) for values %in; return; }
sub foreign_check { return $_[0] eq 'virtual-server' && exists $ENV{LIST_DOMAINS}; }
sub foreign_require { die $_[0] if $_[0] ne 'virtual-server'; return; }
sub has_command { return -x $_[0] ? $_[0] : undef; }

sub html_escape {
    my %entity = ('&' => '&amp;', '<' => '&lt;', '>' => '&gt;', '"' => '&quot;', "'" => '&#39;', '=' => '&#61;');
    return $_[0] =~ s/([&<>"'=])/$entity{$1}/gr;
}

sub text {
    my ($id, @values) = @_;
    return $text{$id} =~ s/\$(\d)/$values[$1 - 1]/gr;
}

sub urlize { return $_[0] =~ s/([^A-Za-z0-9])/sprintf '%%%2.2X', ord $1/ger; }
sub ui_print_header { print "<!DOCTYPE html><html><head><title>$_[1]</title>$_[8]</head><body><h1>$_[1]</h1>\n"; return; }
sub ui_print_footer { print "<p><a href=\"$_[0]\">$_[1]</a></p></body></html>\n"; return; }
sub ui_columns_start { return '<table><tr>' . join('', map { "<th>$_</th>" } @{ $_[0] }) . '</tr>'; }
sub ui_columns_row { return '<tr>' . join('', map { "<td>$_</td>" } @{ $_[0] }) . '</tr>'; }
sub ui_columns_end { return '</table>'; }
sub ui_form_start { die 'ReadParse() does not read form-data' if $_[1] ne 'post'; return "<form action=\"$_[0]\" method=\"post\">"; }
sub ui_form_end { return join('', map { "<button>$_->[1]</button>" } @{ $_[0] }) . '</form>'; }
sub ui_hidden { return "<input type=\"hidden\" name=\"$_[0]\" value=\"" . html_escape($_[1]) . '">'; }
sub ui_textbox { return "<input name=\"$_[0]\" value=\"" . html_escape($_[1]) . '">'; }
sub ui_textarea { return "<textarea name=\"$_[0]\">" . html_escape($_[1]) . '</textarea>'; }

sub virtual_server::list_visible_domains {
    return map { { dom => $_, mail => 1 } } split / /, $ENV{LIST_DOMAINS};
}

1;
