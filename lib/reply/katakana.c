/* Katakana: where a word is one, in writing without spaces.
 *
 * SPDX-License-Identifier: MIT
 *
 * 「ループ」 in 「グループ」 is not a word; 「アドレス」 in 「メールアドレス」 is one, since what
 * is before it is a word too. */

#include "reply.h"

#include <string.h>

enum {
	WIDTH = 3, /* bytes of a character: U+30A1 to U+30FA, U+30FC to U+30FE */
};

static bool is_katakana(struct ma_text text, size_t at)
{
	if (at + WIDTH > text.length || text.data[at] != 0xe3)
		return false;
	if (text.data[at + 1] == 0x82)
		return text.data[at + 2] >= 0xa1;
	return text.data[at + 1] == 0x83 && text.data[at + 2] != 0xbb && text.data[at + 2] <= 0xbe;
}

/* What a compound may have before or after a word that is meant. */
static const char *const parts[] = {
	"メール",   "サーバー",	  "サーバ",	  "アドレス",	  "ドメイン",	  "メッセージ",
	"エラー",   "アカウント", "チェック",	  "フィルター",	  "フィルタ",	  "フィルタリング",
	"リスト",   "ポリシー",	  "ユーザー",	  "ユーザ",	  "ボックス",	  "ログイン",
	"サイズ",   "ファイル",	  "セキュリティ", "サブ",	  "ネーム",	  "ヘッダー",
	"スパム",   "ウイルス",	  "ウィルス",	  "パスワード",	  "リング",	  "アンチ",
	"ホスト",   "コード",	  "ブロック",	  "オーバー",	  "システム",	  "サービス",
	"コマンド", "リレー",	  "グループ",	  "ネットワーク", "メンテナンス", "ー",
};

static bool ends_with_part(struct ma_text plain, size_t from)
{
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
		size_t length = strlen(parts[i]);

		if (length > WIDTH && length <= from &&
		    memcmp(plain.data + from - length, parts[i], length) == 0)
			return length == from || from - length < WIDTH ||
			       !is_katakana(plain, from - length - WIDTH);
	}
	return false;
}

static bool begins_with_part(struct ma_text plain, size_t to)
{
	struct ma_text rest = ma_text_slice(plain, to, plain.length);

	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++)
		if (ma_text_starts(rest, parts[i]))
			return true;
	return false;
}

bool ma_katakana_is_word(struct ma_text plain, size_t from, size_t to)
{
	if (is_katakana(plain, from) && from >= WIDTH && is_katakana(plain, from - WIDTH) &&
	    !ends_with_part(plain, from))
		return false;
	return to < WIDTH || !is_katakana(plain, to - WIDTH) || !is_katakana(plain, to) ||
	       begins_with_part(plain, to);
}
