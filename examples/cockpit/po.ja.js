cockpit.locale({
	"": { "plural-forms": function () { return 0; }, "language": "ja", "language-direction": "ltr" },
	"Mail DNS": [null, "メールの DNS"]
});
