/* The page: the list of domains, a domain's report, a record that is tried, a rejection that is explained.
 *
 * SPDX-License-Identifier: MIT */

import { audit, auditAll, explain } from "./command.js";
import { findDomains } from "./domains.js";
import { language, translate, word } from "./words.js";

const SHOWN = { ok: "ok", notice: "ok", warning: "warning", error: "error", unknown: "unknown" };
/* What a form begins with: the name, the type, and where the report has the values. */
const RECORDS = {
	spf: ["@", "TXT", function (report) { return report.spf && report.spf.record; }],
	dmarc: ["_dmarc", "TXT", function (report) { return report.dmarc && report.dmarc.record; }],
	mx: ["@", "MX", function (report) {
		return (report.mx || []).map(function (mx) { return `${mx.preference} ${mx.host}.`; }).join("\n");
	}],
	other: ["", "TXT", function () { return ""; }]
};

/* What each part of the page waits for: an answer to an older question is not shown. */
const awaited = new Map();
let current = null;

function element(id) {
	return document.getElementById(id);
}

function make(tag, text, name) {
	const made = document.createElement(tag);

	made.textContent = text;
	if (name)
		made.className = name;
	return made;
}

function fail(failure) {
	const message = failure.message || failure.problem || String(failure);

	element("failed").textContent = `${word("failed")} ${message.trim()}`;
	element("failed").hidden = false;
}

/* TASK is done while the part's line of state says so; what it returns goes to SHOW, unless more was asked for since. */
async function during(part, task, show) {
	const state = element(`${part}-state`);
	const mine = {};

	function isAwaited() {
		return awaited.get(part) === mine;
	}

	awaited.set(part, mine);
	element("failed").hidden = true;
	state.textContent = word("checking");
	try {
		const result = await task(isAwaited);

		if (!isAwaited())
			return;
		show(result);
		state.textContent = `${word("checked")} ${new Date().toLocaleTimeString(language)}`;
	} catch (failure) {
		if (!isAwaited())
			return;
		state.textContent = "";
		fail(failure);
	}
}

/* The command's own HTML, in which all that was published is escaped; a parsed document runs no script. */
function put(place, html) {
	place.replaceChildren(...new DOMParser().parseFromString(html, "text/html").body.childNodes);
}

function rowOf(domain) {
	const row = document.createElement("tr");
	const link = make("a", domain);
	const cell = document.createElement("td");

	link.href = "#/" + encodeURIComponent(domain);
	cell.append(link);
	row.append(cell, document.createElement("td"), make("td", word("checking")));
	return row;
}

function showVerdict(row, report) {
	const verdict = report.verdict || { severity: "unknown", summary: report.error.text };
	const severity = SHOWN[verdict.severity] || "unknown";
	const cell = make("td", "", `ma-${severity}`);

	cell.append(make("strong", word(severity), "ma-badge"));
	row.children[1].replaceWith(cell);
	row.children[2].textContent = verdict.summary;
}

async function checkList(isAwaited) {
	const { domains, unread } = await findDomains();
	const rows = domains.map(rowOf);

	element("rows").replaceChildren(...rows);
	element("unread").hidden = unread.length === 0;
	element("unread").textContent = `${word("unread")} ${unread.join(", ")}`;
	if (domains.length === 0)
		throw new Error(word("none"));
	await auditAll(domains, function (report, number) {
		if (isAwaited())
			showVerdict(rows[number], report);
	});
}

function listAgain() {
	during("list", checkList, function () {});
}

function domainAgain() {
	during("domain", function () {
		return audit(current, "fragment");
	}, function (html) {
		put(element("report"), html);
	});
}

/* The form begins with what is published. */
function fill() {
	const [name, type, values] = RECORDS[element("record").value];

	element("name").value = name;
	element("type").value = type;
	during("try", function () {
		return audit(current, "json");
	}, function (json) {
		element("value").value = values(JSON.parse(json)) || "";
	});
}

function tryRecord(event) {
	const owner = `${element("name").value.trim()} ${element("type").value}`;
	const values = element("value").value.split("\n").map(function (line) {
		return line.trim();
	}).filter(Boolean);
	const records = values.length === 0 ? [owner] : values.map(function (value) {
		return `${owner} ${value}`;
	});

	event.preventDefault();
	during("try", function () {
		return audit(current, "fragment", records);
	}, function (html) {
		put(element("assumed"), html);
		element("assumed").prepend(make("h2", word("assumed")));
	});
}

function explainText(event) {
	event.preventDefault();
	during("explain", function () {
		return explain(element("text").value);
	}, function (html) {
		put(element("explanation"), html);
	});
}

function show() {
	current = cockpit.location.path[0] || null;
	element("list").hidden = current !== null;
	element("domain").hidden = current === null;
	for (const part of ["domain", "try", "explain"]) {
		awaited.delete(part);
		element(`${part}-state`).textContent = "";
	}
	for (const place of ["report", "assumed", "explanation"])
		element(place).replaceChildren();
	element("edit").open = false;
	if (current !== null)
		domainAgain();
	else if (!awaited.has("list"))
		listAgain();
}

translate();
element("list-again").addEventListener("click", listAgain);
element("domain-again").addEventListener("click", domainAgain);
element("explain").addEventListener("submit", explainText);
element("try").addEventListener("submit", tryRecord);
element("record").addEventListener("change", fill);
element("edit").addEventListener("toggle", function () {
	if (element("edit").open)
		fill();
});
cockpit.addEventListener("locationchanged", show);
show();
