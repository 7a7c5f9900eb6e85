// The dictionary SPDY/3 primes the compression of its headers with (draft 3, section 2.6.10.1): words with their lengths,
// then a stretch of text as it occurs in headers. Both ends must have the very same bytes.

const WORDS = `options head post put delete trace accept accept-charset accept-encoding accept-language accept-ranges
age allow authorization cache-control connection content-base content-encoding content-language content-length
content-location content-md5 content-range content-type date etag expect expires from host if-match if-modified-since
if-none-match if-range if-unmodified-since last-modified location max-forwards pragma proxy-authenticate
proxy-authorization range referer retry-after server te trailer transfer-encoding upgrade user-agent vary via warning
www-authenticate method get status 200_OK version HTTP/1.1 url public set-cookie keep-alive origin`;

const STATUS_CODES =
  "100101201202205206300302303304305306307402405406407408409410411412413414415416417502504505";

const REASONS = [
  "203 Non-Authoritative Information",
  "204 No Content",
  "301 Moved Permanently",
  "400 Bad Request",
  "401 Unauthorized",
  "403 Forbidden",
  "404 Not Found",
  "500 Internal Server Error",
  "501 Not Implemented",
  "503 Service Unavailable",
].join("");

const DATES =
  "Jan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec 00:00:00 Mon, Tue, Wed, Thu, Fri, Sat, Sun, GMT";

const VALUES =
  "chunked,text/html,image/png,image/jpg,image/gif,application/xml,application/xhtml+xml,text/plain,text/javascript," +
  "publicprivatemax-age=gzip,deflate,sdchcharset=utf-8charset=iso-8859-1,utf-,*,enq=0.";

function withLength(word: string): string {
  return `\0\0\0${String.fromCharCode(word.length)}${word}`;
}

export const spdyDictionary: Uint8Array = Buffer.from(
  WORDS.split(/\s+/)
    .map((word) => withLength(word.replace("_", " ")))
    .join("") +
    STATUS_CODES +
    REASONS +
    DATES +
    VALUES,
  "latin1",
);
