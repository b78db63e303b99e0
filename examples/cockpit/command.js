/* dnsaudit as a process of the user who is logged in.  Domains and texts are arguments or standard input: no shell sees them.
 *
 * SPDX-License-Identifier: MIT */

import { language } from "./words.js";

const DEFAULTS = { program: "dnsaudit", domains: null, options: {} };
/* With these, all was asked: it found errors, or the DNS did not answer everything. */
const REPORTED = [1, 2];

export const config = Object.assign({}, DEFAULTS, (cockpit.manifests.dnsaudit || {}).config);

function options() {
	return Object.entries(config.options).flatMap(function ([name, values]) {
		return [].concat(values).map(function (value) {
			return `--${name}=${value}`;
		});
	});
}

/* What the command prints, by parts as it comes. */
function start(verb, words, input, take) {
	return new Promise(function (resolve, reject) {
		const process = cockpit.spawn([config.program, verb, `--lang=${language}`, ...words], { err: "message" });

		process.stream(take);
		process.then(resolve, function (failure) {
			if (REPORTED.includes(failure.exit_status))
				resolve();
			else
				reject(failure);
		});
		process.input(input);
	});
}

async function run(verb, words, input) {
	let output = "";

	await start(verb, words, input, function (part) {
		output += part;
	});
	return output;
}

/* SHOW gets each report with the number of its domain, as it comes. */
export function auditAll(domains, show) {
	const lines = domains.map(function (domain) {
		return JSON.stringify({ domain }) + "\n";
	});
	let rest = "", number = 0;

	return start("batch", [...options(), "-"], lines.join(""), function (part) {
		const whole = (rest + part).split("\n");

		rest = whole.pop();
		whole.forEach(function (line) {
			show(JSON.parse(line), number++);
		});
	});
}

export function audit(domain, format, records) {
	const assumed = (records || []).map(function (record) {
		return `--assume=${record}`;
	});

	return run("audit", [`--format=${format}`, ...options(), ...assumed, "--", domain], "");
}

export function explain(text) {
	return run("explain", ["--format=fragment", "-"], text);
}
