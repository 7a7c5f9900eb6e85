// An index of a folder of runs: what a history needs of each Result, without the histograms, so that a thousand nights
// are read in a moment. The result.json files are the truth: the index is made from them, anew whenever it is lost,
// damaged or of another version, and brought up to date before each use. Two programs may do so at once.

import { Database } from "bun:sqlite";
import { rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { messageOf } from "../../base/index.ts";
import type { Metric, Result, Series } from "../../result/index.ts";
import { findResultFiles, readResultFile } from "./result-files.ts";

export interface StoredResult {
  /** Of result.json. */
  readonly path: string;
  /** Without histograms, slices, series' values and slow objects. */
  readonly result: Result;
}

export interface HistoryStore {
  readonly results: readonly StoredResult[];
  /** Sentences: files that could not be read. */
  readonly problems: readonly string[];
  /** How many files were read this time; the others were known. */
  readonly filesRead: number;
}

const INDEX_FILE = ".index.sqlite";
/** Raised when what is kept of a Result changes. */
const INDEX_VERSION = 1;
/** A second writer waits for the first this long. */
const BUSY_TIMEOUT_MS = 10_000;

/** Everything below `directory`; `warn` hears why the index is not used when it cannot be. */
export function openHistoryStore(directory: string, warn: (text: string) => void): HistoryStore {
  const file = join(directory, INDEX_FILE);
  try {
    return withDatabase(file, (database) => synchronize(database, directory));
  } catch (error) {
    if (isDamage(error)) {
      warn(`the index ${file} was damaged and is made anew: ${messageOf(error)}`);
      for (const ending of ["", "-wal", "-shm"]) rmSync(`${file}${ending}`, { force: true });
      return withDatabase(file, (database) => synchronize(database, directory));
    }
    // A read-only folder can be read all the same.
    warn(`the index ${file} cannot be written: ${messageOf(error)}; reading every file instead`);
    return withDatabase(":memory:", (database) => synchronize(database, directory));
  }
}

function withDatabase<T>(file: string, use: (database: Database) => T): T {
  const database = new Database(file, { create: true, strict: true });
  try {
    database.run(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`);
    database.run("PRAGMA journal_mode = WAL");
    return use(database);
  } finally {
    database.close();
  }
}

/** SQLite's own codes for a file that is no database, or a broken one. */
function isDamage(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  return code === "SQLITE_NOTADB" || code === "SQLITE_CORRUPT";
}

interface Row {
  readonly path: string;
  readonly stamp: string;
  readonly slim: string;
}

/** One transaction that takes the write lock at once: of two writers one waits, and then finds the work done. */
function synchronize(database: Database, directory: string): HistoryStore {
  const problems: string[] = [];
  let filesRead = 0;
  const rows = database
    .transaction((): Row[] => {
      prepare(database);
      const known = new Map(allRows(database).map(({ path, stamp }) => [path, stamp]));
      const put = database.prepare(
        "INSERT OR REPLACE INTO results (path, stamp, slim) VALUES (?, ?, ?)",
      );
      const found = new Set(findResultFiles(directory));
      for (const path of found) {
        const stamp = stampOf(path);
        if (known.get(path) === stamp) continue;
        filesRead++;
        try {
          put.run(
            path,
            stamp,
            JSON.stringify(slimmed(readResultFile(path).result), infinityAsText),
          );
        } catch (error) {
          problems.push(messageOf(error));
        }
      }
      const forget = database.prepare("DELETE FROM results WHERE path = ?");
      for (const path of known.keys()) if (!found.has(path)) forget.run(path);
      return allRows(database);
    })
    .immediate();
  return {
    results: rows.map(({ path, slim }) => ({
      path,
      result: JSON.parse(slim, textAsInfinity) as Result,
    })),
    problems,
    filesRead,
  };
}

function prepare(database: Database): void {
  const { user_version: version } = database.query("PRAGMA user_version").get() as {
    user_version: number;
  };
  if (version !== INDEX_VERSION) {
    database.run("DROP TABLE IF EXISTS results");
    database.run(`PRAGMA user_version = ${INDEX_VERSION}`);
  }
  database.run(
    "CREATE TABLE IF NOT EXISTS results (path TEXT PRIMARY KEY, stamp TEXT NOT NULL, slim TEXT NOT NULL)",
  );
}

function allRows(database: Database): Row[] {
  return database.query("SELECT path, stamp, slim FROM results ORDER BY path").all() as Row[];
}

/** A file of the same size and time is the same: results are written whole and renamed, never edited in place. */
function stampOf(path: string): string {
  const { mtimeMs, size, ino } = statSync(path);
  return `${mtimeMs}/${size}/${ino}`;
}

function slimmed(result: Result): Result {
  return {
    ...result,
    metrics: mapValues(result.metrics, slimMetric),
    series: mapValues(result.series, (series): Series => ({ ...series, values: [] })),
    slowest: {},
  };
}

function slimMetric({ raw: _raw, phases: _phases, slices: _slices, ...metric }: Metric): Metric {
  return { ...metric, histogram: "" };
}

function mapValues<T>(of: Readonly<Record<string, T>>, by: (value: T) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(of).map(([key, value]) => [key, by(value)]));
}

const INFINITY_TEXT = "\u0000Infinity";

function infinityAsText(_key: string, value: unknown): unknown {
  return value === Infinity ? INFINITY_TEXT : value;
}

function textAsInfinity(_key: string, value: unknown): unknown {
  return value === INFINITY_TEXT ? Infinity : value;
}
