/**
 * Text of people as a page, a picture or a PDF may show it: characters that control how others are read (line breaks and such aside,
 * which become blanks) stand as the replacement character, so that no name can turn the words around it. Pure.
 */
export const safeText = (text: string): string => text.toWellFormed()
  .replaceAll(/[\t\n\r\u2028\u2029]+/g, ' ')
  .replaceAll(/[\p{Cc}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069\uFFFE\uFFFF]/gu, '\uFFFD')
