/* The part of Cockpit's cockpit.js that the page uses; the server of the test runs the commands and reads the files.
 *
 * SPDX-License-Identifier: MIT */

(function () {
	"use strict";

	function ask(path, question) {
		return fetch(path, { method: "POST", body: JSON.stringify(question) }).then(function (answer) {
			return answer.json();
		});
	}

	window.cockpit = {
		language: "en",
		manifests: {},

		locale: function (words) {
			this.language = words[""].language;
		},

		/* The input may be given after the call; the output comes in two parts. */
		spawn: function (words) {
			let input = "", take = null;
			const process = new Promise(function (resolve) {
				setTimeout(resolve);
			}).then(function () {
				return ask("/run", { words, input });
			}).then(function (answer) {
				const middle = answer.output.length >> 1;

				if (take !== null) {
					take(answer.output.slice(0, middle));
					take(answer.output.slice(middle));
				}
				if (answer.status !== 0)
					throw { exit_status: answer.status, message: answer.message, problem: null };
				return take === null ? answer.output : "";
			});

			process.stream = function (taker) {
				take = taker;
				return process;
			};
			process.input = function (text) {
				input = text;
				return process;
			};
			return process;
		},

		file: function (path) {
			return {
				read: function () {
					return ask("/file", { path });
				}
			};
		},

		location: {
			get path() {
				return window.location.hash.replace(/^#\/?/, "").split("/").filter(Boolean).map(decodeURIComponent);
			}
		},

		addEventListener: function (name, listener) {
			window.addEventListener("hashchange", listener);
		}
	};
})();
