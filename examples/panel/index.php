<?php
/* A hosting panel's page about mail domains: a list with badges, a report, a record before it is saved, a rejection.
 *
 * SPDX-License-Identifier: MIT
 *
 * It asks dnsaudit serve; PHP starts no program.  Settings are environment variables: DNSAUDIT_SOCKET, DNSAUDIT_DOMAINS
 * (a file with a domain a line), DNSAUDIT_SHARE (where mailauth.css and mailauth.js are), DNSAUDIT_OPTIONS (JSON).  Put
 * your panel's login before it. */

declare(strict_types=1);

require __DIR__ . '/../php/Mailauth.php';

const SOCKET = '/run/dnsaudit.sock';
const WORDS = [
    'en' => ['title' => 'Mail domains', 'domain' => 'Domain', 'state' => 'State', 'verdict' => 'Verdict', 'back' => 'All domains',
        'check' => 'Check before saving', 'record' => 'Record', 'explain' => 'Explain a rejection', 'paste' => 'Paste the returned message',
        'again' => 'Check again', 'failed' => 'No report', 'name' => 'Name',
        'ok' => 'OK', 'notice' => 'OK', 'warning' => 'Warning', 'error' => 'Problem', 'unknown' => 'Unknown'],
    'ja' => ['title' => 'メールのドメイン', 'domain' => 'ドメイン', 'state' => '状態', 'verdict' => '診断', 'back' => 'ドメインの一覧',
        'check' => '保存する前に確かめる', 'record' => 'レコード', 'explain' => '返ってきたメールを調べる', 'paste' => '返ってきたメールを貼り付けてください',
        'again' => 'もう一度調べる', 'failed' => '調べられませんでした', 'name' => '名前',
        'ok' => '問題なし', 'notice' => '問題なし', 'warning' => '注意', 'error' => '問題', 'unknown' => '確認できず'],
];

function h(string $text): string
{
    return htmlspecialchars($text, ENT_QUOTES | ENT_SUBSTITUTE | ENT_HTML5, 'UTF-8');
}

function setting(string $name, string $default): string
{
    return getenv("DNSAUDIT_$name") ?: $default;
}

/* What all requests have. */
function ask(array $request): array
{
    $own = json_decode(setting('OPTIONS', '{}'), true);
    try {
        return json_decode(Mailauth::request(setting('SOCKET', SOCKET), $request + ['lang' => LANG]
            + (isset($request['explain']) ? [] : $own)), true);
    } catch (MailauthError $error) {
        return ['html' => '<p>' . h(word('failed') . ': ' . $error->getMessage()) . '</p>'];
    }
}

function word(string $id): string
{
    return WORDS[LANG][$id];
}

function domains(): array
{
    return file(setting('DOMAINS', '/etc/mail-domains'), FILE_IGNORE_NEW_LINES | FILE_SKIP_EMPTY_LINES) ?: [];
}

function show_list(): void
{
    echo '<table class="ma-table"><thead><tr>';
    array_map(fn ($id) => print '<th scope="col">' . h(word($id)) . '</th>', ['domain', 'state', 'verdict']);
    echo '</tr></thead><tbody>';
    foreach (domains() as $domain) {
        $verdict = ask(['domain' => $domain])['verdict'] ?? ['severity' => 'unknown', 'summary' => word('failed')];
        $severity = array_key_exists($verdict['severity'], WORDS['en']) ? $verdict['severity'] : 'unknown';
        echo '<tr><td><a href="?', h(http_build_query(['lang' => LANG, 'domain' => $domain])), '">', h($domain), '</a></td><td class="ma-', $severity === 'notice' ? 'ok' : $severity, '">',
            '<strong class="ma-badge">', h(word($severity)), '</strong></td><td>', h($verdict['summary']), "</td></tr>\n";
    }
    echo '</tbody></table>';
    form('explain', '<label>' . h(word('paste')) . '<br><textarea name="explain" rows="8" cols="60" required></textarea></label>');
}

/* Both are asked for by POST, as texts can be long; nothing is changed by them. */
function form(string $id, string $fields): void
{
    echo '<h3>', h(word($id)), '</h3><form method="post">', $fields, '<p><button>', h(word($id)), '</button></p></form>';
}

function show_domain(string $domain, ?string $record): void
{
    $options = $record === null || trim($record) === '' ? [] : ['assume' => [$record]];
    echo '<p><a href="?lang=', LANG, '">', h(word('back')), '</a> <a href="?', h(http_build_query(['lang' => LANG, 'domain' => $domain])), '">',
        h(word('again')), '</a></p>', ask(['domain' => $domain, 'format' => 'fragment'] + $options)['html'] ?? '';
    form('check', '<label>' . h(word('record')) . '<br><input name="record" size="60" value="' . h($record ?? '@ TXT ') . '"></label>');
}

$asset = $_GET['asset'] ?? null;
if (in_array($asset, ['mailauth.css', 'mailauth.js'], true)) {
    header('Content-Type: ' . ($asset === 'mailauth.css' ? 'text/css' : 'text/javascript'));
    readfile(setting('SHARE', '/usr/local/share/mailauth') . "/$asset");
    exit;
}
define('LANG', ($_GET['lang'] ?? '') === 'ja' ? 'ja' : 'en');
header("Content-Security-Policy: default-src 'none'; style-src 'self'; script-src 'self'; form-action 'self'; frame-ancestors 'none'");
header('Content-Type: text/html; charset=utf-8');
$domain = $_GET['domain'] ?? null;
?>
<!DOCTYPE html>
<html lang="<?= LANG ?>">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title><?= h(word('title')) ?></title>
<link rel="stylesheet" href="?asset=mailauth.css">
<script src="?asset=mailauth.js" defer></script>
</head>
<body class="ma-page">
<main>
<h1><?= h(word('title')) ?></h1>
<?php
if (is_string($_POST['explain'] ?? null)) {
    echo '<p><a href="?lang=', LANG, '">', h(word('back')), '</a></p>', ask(['explain' => $_POST['explain'], 'format' => 'fragment'])['html'];
} elseif (is_string($domain) && in_array($domain, domains(), true)) {
    show_domain($domain, is_string($_POST['record'] ?? null) ? $_POST['record'] : null);
} else {
    show_list();
}
?>
</main>
</body>
</html>
