/* The domains that the page finds: a Postfix of which the argument tells, and what is wanted of it.
 *
 * SPDX-License-Identifier: MIT
 *
 * usage: domains.mjs FOLDER-OF-THE-PAGE CASES   CASES: JSON, [{ config, postconf, tables: {}, files: {}, domains, unread }] */

import assert from "node:assert";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [folder, cases] = process.argv.slice(2);
let number = 0;

for (const { config, postconf, tables, files, domains, unread } of JSON.parse(cases)) {
	globalThis.cockpit = {
		language: "en",
		manifests: { dnsaudit: { config } },
		spawn: async function (words) {
			const output = words[0] === "postconf" ? postconf : tables[words[2]];

			if (output === undefined)
				throw { exit_status: 1, message: "no such table" };
			return output;
		},
		file: function (name) {
			return { read: async function () { return name in files ? files[name] : null; } };
		}
	};
	/* Modules are loaded once for each address, and what they import is, too: the settings are read anew. */
	const { config: settings } = await import(pathToFileURL(path.join(folder, "command.js")));
	const { findDomains } = await import(pathToFileURL(path.join(folder, "domains.js")));

	Object.assign(settings, { domains: null }, config);
	assert.deepStrictEqual(await findDomains(), { domains, unread }, `case ${++number}`);
}
