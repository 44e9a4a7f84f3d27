/** What buggy senders and hostile suppliers put into texts. */
export const HOSTILE: [name: string, text: string][] = [
  ['nothing', ''], ['a blank', ' '], ['blanks around', ' a '], ['a tab', 'a\tb'], ['a line feed', 'a\nb'], ['a carriage return', 'a\rb'], ['both', 'a\r\nb'],
  ['U+0000', 'a\0b'], ['U+0001', 'a\u0001b'], ['an escape sequence', '\u001b[31mred'], ['a bell', '\u0007'], ['delete', '\u007f'], ['a control of the second range', '\u0085'],
  ['a lone high surrogate', 'a\ud800b'], ['a lone low surrogate', 'a\udc00b'], ['surrogates the wrong way round', '\udc00\ud800'], ['a whole pair', '😀'], ['a family', '👨‍👩‍👧‍👦'],
  ['a non-character', '\uffff'], ['another', '\ufffe'], ['the replacement character', '\ufffd'], ['a byte order mark', '\ufeffa'], ['private use', '\ue000'], ['the last code point', '\u{10ffff}'],
  ['right to left override', '\u202egnp.exe'], ['an isolate that is not closed', '\u2067a'], ['zero width', 'a\u200bb\u200d'], ['a soft hyphen', 'a\u00adb'], ['a line separator', 'a\u2028b'], ['a paragraph separator', 'a\u2029b'],
  ['composed', 'é'], ['decomposed', 'e\u0301'], ['many accents', `Z${'\u0310'.repeat(40)}`], ['a dotless i', 'ıİ'], ['a sharp s', 'ß'], ['a ligature', 'ﷺ'], ['full width', '＜script＞'],
  ['SQL', "'; drop table aeo.declarations; --"], ['SQL with a comment', "x'/*"], ['a dollar quote', '$$; select 1; $$'], ['a backslash', '\\'], ['a backslash before a quote', "\\'"], ['a percent', '%'], ['an underscore', '_%'],
  ['a placeholder', '$1'], ['an array', '{a,"b",NULL}'], ['null in words', 'NULL'], ['a row', '(1,2)'], ['JSON', '{"a":[1]}'], ['an escape of JSON', '\\u0000'], ['quotes', '"a"'],
  ['__proto__', '__proto__'], ['constructor', 'constructor'], ['toString', 'toString'], ['HTML', '<script>alert(1)</script>'], ['an attribute', '" onload="x'], ['SVG', '<svg/onload=alert(1)>'], ['an entity', '&lt;&#0;'],
  ['a formula', '=cmd|\' /C calc\'!A0'], ['a plus', '+1'], ['an at', '@SUM(1)'], ['a template', '${7*7}{{7*7}}'], ['a format', '%s%n%x'], ['a path', '../../etc/passwd'], ['an address', 'http://169.254.169.254/'],
  ['a log line', 'a\n{"level":60}'], ['LDAP', '*)(uid=*'], ['a shell', '`id` $(id)'], ['a number', '1e999'], ['not a number', 'NaN'], ['512 characters', 'x'.repeat(512)], ['513 characters', 'x'.repeat(513)], ['5,000 characters', 'y'.repeat(5000)], ['5,000 of four bytes', '😀'.repeat(5000)]
]
