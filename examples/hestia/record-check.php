<?php
/* HestiaCP: a DNS record of a mail domain, before it is saved.
 *
 * SPDX-License-Identifier: MIT
 *
 *	record-check.php RECORD TYPE PRIORITY DOMAIN NAME [OPTION=VALUE …]
 *
 * RECORD, TYPE and PRIORITY are what func/internal/dns_record_validator.php gets, and the answer is of its form: a record
 * that is well-formed, but wrong for mail, is not valid.  Call it after that, where main.sh does.  RECORD is judged in place
 * of what its name has today. */

declare(strict_types=1);

require __DIR__ . '/../php/Mailauth.php';

function answer(array $answer): never
{
    exit(json_encode($answer, JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE | JSON_THROW_ON_ERROR) . "\n");
}

[, $record, $type, $priority, $domain, $name] = $argv + array_fill(0, 6, '');
$options = array_column(array_map(fn ($word) => explode('=', $word, 2), array_slice($argv, 6)), 1, 0);
$owner = in_array($name, ['', '@'], true) ? $domain : (str_ends_with($name, '.') ? substr($name, 0, -1) : "$name.$domain");
$section = $type === 'MX' ? 'mx' : (preg_match('/^_dmarc\.|\._domainkey\./i', $owner, $kind) ? trim(strtolower($kind[0]), '._') : 'spf');
if (!in_array($type, ['TXT', 'MX'], true) || $domain === '') {
    answer(['valid' => true]);
}
$options += $section === 'domainkey' ? ['selector' => explode('._domainkey.', $owner)[0]] : [];
$data = $type === 'MX' ? "$priority $record" : $record;
try {
    $report = json_decode(Mailauth::process(getenv('DNSAUDIT') ?: 'dnsaudit')->audit($domain, $options + ['assume' => "$owner. $type $data"]), true);
} catch (MailauthError $error) {
    answer(['valid' => false, 'error_message' => $error->getMessage()]);
}
$about = [$owner, preg_replace('/^_dmarc\./i', '', $owner)];
$faults = array_filter($report['findings'], fn ($finding) => $finding['severity'] === 'error' && $finding['counts']
    && $finding['section'] === strtr($section, ['domainkey' => 'dkim']) && in_array($finding['name'], $about, true));
answer($faults === [] ? ['valid' => true] : ['valid' => false, 'error_message' => implode(' ', array_column($faults, 'text'))]);
