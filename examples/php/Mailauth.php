<?php
/* libmailauth for PHP 8: by a process, by the socket of dnsaudit serve (for the web, where programs may not be
 * started), or by FFI (for the command line).
 *
 * SPDX-License-Identifier: MIT
 *
 *	$mailauth = Mailauth::socket('/run/dnsaudit.sock');
 *	$report = json_decode($mailauth->audit('example.jp', ['ip' => ['192.0.2.1'], 'lang' => 'ja']), true);
 *	echo $mailauth->audit('example.jp', ['lang' => 'ja'], 'fragment');     // HTML for a page of yours
 *
 * Options have the names of the command's, with _ for -; a list gives one several times; zone_text is the text of
 * a zone.  As a program it answers requests, one JSON object a line, as tests do. */

declare(strict_types=1);

final class MailauthError extends RuntimeException
{
}

final class Mailauth
{
    private const HEADER = 'int mailauth_check_json(const char *, const char *const *, char **);'
        . 'int mailauth_check_html(const char *, const char *const *, char **); void mailauth_free(void *);';

    private function __construct(private Closure $answer)
    {
    }

    public function audit(string $domain, array $options = [], string $format = 'json'): string
    {
        return ($this->answer)($domain, $options, $format);
    }

    public static function process(string $program = 'dnsaudit'): self
    {
        return new self(function (string $domain, array $options, string $format) use ($program): string {
            $words = [$program, 'audit', "--format=$format"];
            $input = (string) ($options['zone_text'] ?? '');
            foreach ($options as $name => $values) {
                foreach ((array) $values as $value) {
                    $words[] = $name === 'zone_text' ? '--zone=/dev/stdin' : '--' . strtr($name, '_', '-') . "=$value";
                }
            }
            // An array: no shell sees it.
            $process = proc_open([...$words, '--', $domain], [['pipe', 'r'], ['pipe', 'w'], ['pipe', 'w']], $pipes);
            fwrite($pipes[0], $input);
            fclose($pipes[0]);
            [$answer, $error] = [stream_get_contents($pipes[1]), stream_get_contents($pipes[2])];
            $status = proc_close($process);
            return $status <= 2 || $answer !== '' ? $answer : throw new MailauthError(trim($error));
        });
    }

    public static function socket(string $path = '/run/dnsaudit.sock'): self
    {
        return new self(function (string $domain, array $options, string $format) use ($path): string {
            $answer = self::request($path, ['domain' => $domain, 'format' => $format] + $options);
            return $format === 'json' ? $answer : json_decode($answer, true)['html'];
        });
    }

    /* Any request of dnsaudit serve, such as ['explain' => $text]; its answer as JSON. */
    public static function request(string $path, array $request): string
    {
        $socket = @stream_socket_client("unix://$path", $number, $error, 5) ?: throw new MailauthError($error);
        stream_set_timeout($socket, 60);
        fwrite($socket, json_encode($request, JSON_THROW_ON_ERROR | JSON_INVALID_UTF8_SUBSTITUTE) . "\n");
        $answer = stream_get_line($socket, PHP_INT_MAX >> 1, "\n");
        fclose($socket);
        if ($answer === false || str_contains(substr($answer, 0, 2000), '"error":{"code"')) {
            throw new MailauthError((string) $answer);
        }
        return "$answer\n";
    }

    public static function ffi(string $library = 'libmailauth.so.0'): self
    {
        $ffi = FFI::cdef(self::HEADER, $library);
        return new self(function (string $domain, array $options, string $format) use ($ffi): string {
            $words = [];
            $options += isset($options['selector']) ? [] : ['selectors' => 'likely'];
            foreach ($options as $name => $values) {
                foreach ((array) $values as $value) {
                    array_push($words, strtr($name, '_', '-'), (string) $value);
                }
            }
            $kept = [];
            $array = $ffi->new('const char *[' . count($words) + 1 . ']');
            foreach ($words as $i => $word) {
                $kept[$i] = $ffi->new('char[' . strlen($word) + 1 . ']');
                FFI::memcpy($kept[$i], "$word\0", strlen($word) + 1);
                $array[$i] = $ffi->cast('char *', $kept[$i]);
            }
            $text = $ffi->new('char *');
            $status = $format === 'json' ? $ffi->mailauth_check_json($domain, $array, FFI::addr($text))
                : $ffi->mailauth_check_html($domain, $array, FFI::addr($text));
            $answer = FFI::isNull($text) ? 'no memory' : FFI::string($text);
            $ffi->mailauth_free($text);
            return $status === 0 ? $answer : throw new MailauthError($answer);
        });
    }
}

if (PHP_SAPI === 'cli' && realpath($argv[0]) === __FILE__) {
    [, $kind, $where] = $argv;
    $mailauth = Mailauth::$kind($where);
    while (($line = fgets(STDIN)) !== false) {
        ['domain' => $domain, 'format' => $format] = ($options = json_decode($line, true)) + ['format' => 'json'];
        unset($options['domain'], $options['format']);
        try {
            echo $mailauth->audit($domain, $options, $format), "\0";
        } catch (MailauthError $error) {
            echo json_encode(['error' => $error->getMessage()]), "\n\0";
        }
    }
}
