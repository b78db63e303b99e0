/* The domains: a list or a file that the settings name, or what Postfix accepts mail for.
 *
 * SPDX-License-Identifier: MIT */

import { config } from "./command.js";

const PARAMETERS = ["mydestination", "virtual_mailbox_domains", "virtual_alias_domains", "relay_domains"];

function lines(text) {
	return text.split("\n").map(function (line) {
		return line.replace(/#.*/, "").trim();
	}).filter(Boolean);
}

/* Neither localhost, nor an address in brackets, nor what is excluded. */
function isDomain(name) {
	return /^[^\s[\]!{}$:/]+\.[^\s[\]!{}$:/]*[^\s[\]!{}$:/0-9]\.?$/.test(name) && !/(^|\.)localhost(\.|$)|\.localdomain$/.test(name);
}

/* The key of each line of a table or a file: a domain, or an address in one. */
function keys(text) {
	return lines(text).map(function (line) {
		return line.split(/\s/)[0].replace(/^.*@/, "");
	});
}

async function textOf(path) {
	const text = await cockpit.file(path).read();

	if (text === null)
		throw new Error(path);
	return text;
}

async function namesOf(place, unread) {
	try {
		if (place.startsWith("/"))
			return keys(await textOf(place));
		if (place.includes(":"))
			return keys(await cockpit.spawn(["postmap", "-s", place], { err: "message" }));
	} catch (failure) {
		unread.push(place);
		return [];
	}
	return [place];
}

/* postconf(1): -x puts in what a parameter refers to. */
async function ofPostfix(unread) {
	const values = await cockpit.spawn(["postconf", "-xh", ...PARAMETERS], { err: "message" });
	const places = new Set(values.split(/[\s,]+/).filter(Boolean));

	return (await Promise.all([...places].map(function (place) {
		return namesOf(place, unread);
	}))).flat();
}

export async function findDomains() {
	const unread = [];
	let names;

	if (Array.isArray(config.domains))
		names = config.domains;
	else if (config.domains)
		names = lines(await textOf(config.domains));
	else
		names = (await ofPostfix(unread)).filter(isDomain);
	return { domains: [...new Set(names)].sort(), unread: unread.sort() };
}
