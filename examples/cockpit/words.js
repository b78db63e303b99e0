/* The words of the page, in the language of the panel: po.LANGUAGE.js tells it.
 *
 * SPDX-License-Identifier: MIT */

const WORDS = {
	en: {
		title: "Mail DNS",
		list: "Mail domains",
		domain: "Domain",
		state: "State",
		verdict: "Verdict",
		again: "Check again",
		checking: "Checking…",
		checked: "Checked at",
		back: "All domains",
		none: "No mail domains were found. List them in /etc/cockpit/dnsaudit.override.json.",
		unread: "These tables of Postfix cannot be listed:",
		explain: "Explain a rejection",
		paste: "Paste the returned message, or the line of the mail log",
		explainIt: "Explain",
		edit: "Try a record before you save it",
		record: "Record",
		other: "Another record",
		name: "Name (@ is the domain itself)",
		type: "Type",
		value: "Value: one record a line; leave it empty for no record",
		tryIt: "Show what would change",
		assumed: "With this record",
		failed: "The check did not succeed:",
		ok: "OK",
		warning: "Warning",
		error: "Problem",
		unknown: "Unknown"
	},
	ja: {
		title: "メールの DNS",
		list: "メールのドメイン",
		domain: "ドメイン",
		state: "状態",
		verdict: "診断",
		again: "もう一度調べる",
		checking: "調べています…",
		checked: "調べた時刻",
		back: "ドメインの一覧",
		none: "メールのドメインが見つかりません。/etc/cockpit/dnsaudit.override.json に書いてください。",
		unread: "Postfix の次のテーブルは一覧にできません:",
		explain: "返ってきたメールを調べる",
		paste: "返ってきたメール、またはメールログの行を貼り付けてください",
		explainIt: "調べる",
		edit: "レコードを保存する前に試す",
		record: "レコード",
		other: "その他のレコード",
		name: "名前(@ はドメインそのもの)",
		type: "種類",
		value: "値(1 行に 1 レコード。空にすると「レコードなし」として調べます)",
		tryIt: "何が変わるかを見る",
		assumed: "このレコードにした場合",
		failed: "調べられませんでした:",
		ok: "問題なし",
		warning: "注意",
		error: "問題",
		unknown: "確認できず"
	}
};

export const language = cockpit.language === "ja" ? "ja" : "en";

export function word(id) {
	return WORDS[language][id];
}

/* Elements say which words are theirs. */
export function translate() {
	document.documentElement.lang = language;
	document.querySelectorAll("[data-word]").forEach(function (element) {
		element.textContent = word(element.dataset.word);
	});
	document.title = word("title");
}
