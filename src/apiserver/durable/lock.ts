// One server to a directory. The lock is SQLite's on a file of its own: it is the system's, so it goes when the process
// does, however that ends, and it cannot be mistaken for that of another process which got the same number.

import { Database } from "bun:sqlite";
import { join } from "node:path";
import { fail } from "../../base/index.ts";

/** Locks `directory` until the returned function is called; refuses where another process has it. */
export function lockDirectory(directory: string): () => void {
  const database = new Database(join(directory, "lock"), { create: true });
  try {
    database.run("PRAGMA journal_mode = MEMORY");
    database.run("PRAGMA locking_mode = EXCLUSIVE");
    database.run("BEGIN EXCLUSIVE");
  } catch (error) {
    database.close();
    if ((error as { code?: string }).code !== "SQLITE_BUSY") throw error;
    fail(
      `another API server uses the data directory ${directory}`,
      "stop it, or choose another directory with --data",
    );
  }
  return () => database.close();
}
