// libmailauth for Node.js, by a process.
//
// SPDX-License-Identifier: MIT
//
//	const { audit } = require("./mailauth");
//	const report = JSON.parse(await audit("example.jp", { ip: ["192.0.2.1"], lang: "ja" }));
//	const page = await audit("example.jp", {}, { format: "fragment" });     // HTML for a page of yours
//
// Options have the names of the command's, with _ for -; a list gives one several times; zone_text is the text of a
// zone.  As a program it answers requests, one JSON object a line, as tests do.

"use strict";

const { spawn } = require("node:child_process");
const { mkdtempSync, rmSync, writeFileSync } = require("node:fs");
const { tmpdir } = require("node:os");
const { join } = require("node:path");

// The standard input of a process is a socket here, which cannot be opened by name: a zone goes by a file.
function wordsOf(options, folder) {
	return Object.entries(options).flatMap(([name, values]) => {
		if (name === "zone_text") {
			writeFileSync(join(folder, "zone"), values);
			return `--zone=${join(folder, "zone")}`;
		}
		return (Array.isArray(values) ? values : [values])
			.map((value) => `--${name.replaceAll("_", "-")}=${value}`);
	});
}

// The report as it is; rejects with the reason where no audit was made.
function audit(domain, options = {}, { format = "json", program = "dnsaudit" } = {}) {
	return new Promise((resolve, reject) => {
		// An array: no shell sees it.
		const folder = options.zone_text === undefined ? null : mkdtempSync(join(tmpdir(), "mailauth-"));
		const words = ["audit", `--format=${format}`, ...wordsOf(options, folder), "--", domain];
		const child = spawn(program, words, { stdio: ["ignore", "pipe", "pipe"] });
		const out = [];
		const error = [];

		child.on("error", reject);
		child.stdout.on("data", (data) => out.push(data));
		child.stderr.on("data", (data) => error.push(data));
		child.on("close", (status) => {
			const answer = Buffer.concat(out).toString();

			if (folder !== null)
				rmSync(folder, { recursive: true });
			if (status !== null && (status <= 2 || answer !== ""))
				resolve(answer);
			else
				reject(new Error(Buffer.concat(error).toString().trim()));
		});
	});
}

async function main(program) {
	for await (const line of require("node:readline").createInterface({ input: process.stdin })) {
		const { domain, format, ...options } = JSON.parse(line);
		const answer = await audit(domain, options, { format, program })
			.catch((error) => `${JSON.stringify({ error: error.message })}\n`);

		process.stdout.write(`${answer}\0`);
	}
}

module.exports = { audit };
if (require.main === module)
	main(process.argv[2]);
