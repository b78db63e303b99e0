/* Turns on the buttons that copy a value.  The page is read without it.
 *
 * SPDX-License-Identifier: MIT */

(function () {
	"use strict";

	function show() {
		document.querySelectorAll("button.ma-copy[hidden]").forEach(function (button) {
			button.hidden = false;
		});
	}

	/* Where there is no clipboard (plain HTTP), the value is selected and copied as by hand. */
	function copySelected(code) {
		var range = document.createRange();
		var selection = window.getSelection();

		range.selectNodeContents(code);
		selection.removeAllRanges();
		selection.addRange(range);
		return document.execCommand("copy");
	}

	function say(button) {
		var before = button.textContent;

		if (before === button.dataset.maCopied)
			return;
		button.textContent = button.dataset.maCopied;
		window.setTimeout(function () {
			button.textContent = before;
		}, 2000);
	}

	function copy(button) {
		var code = button.parentElement.querySelector("code");

		if (navigator.clipboard && window.isSecureContext)
			navigator.clipboard.writeText(code.textContent).then(function () {
				say(button);
			}, function () {
				if (copySelected(code))
					say(button);
			});
		else if (copySelected(code))
			say(button);
	}

	document.addEventListener("click", function (event) {
		var button = event.target.closest ? event.target.closest("button.ma-copy") : null;

		if (button)
			copy(button);
	});
	show();
	/* Reports that are put into the page later. */
	new MutationObserver(show).observe(document.documentElement, { childList: true, subtree: true });
})();
