// What the kubelet answers by: settings from files, and from objects kept in the cluster, as they are now.

import {
  type Clock,
  type Diagnostic,
  FailureError,
  type Logger,
  messageOf,
} from "../../base/index.ts";
import { type Client, LiveObjects } from "../../client/index.ts";
import { parseStages } from "../../stage/index.ts";
import { type CompiledMetrics, compileMetrics } from "../metrics/compile.ts";
import { RunningTotals } from "../metrics/usage-meter.ts";
import { parseSettings } from "./parse.ts";
import { type SettingKind, settingResource } from "./schema.ts";
import type { KubeletSettings } from "./types.ts";

export interface LiveSettingsOptions {
  readonly client: Client;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly random: () => number;
}

export class LiveSettings {
  private kinds: readonly LiveObjects<KubeletSettings>[] = [];
  private readonly totals = new RunningTotals();
  /** One after the other: what was read last is what counts in the end. */
  private work: Promise<void> = Promise.resolve();

  private constructor(
    private readonly fixed: KubeletSettings,
    private readonly options: LiveSettingsOptions,
    private current: { readonly settings: KubeletSettings; readonly metrics: CompiledMetrics },
  ) {}

  /** Rejects with FailureError when an expression of `fixed` does not compile. */
  static async open(
    fixed: KubeletSettings,
    kinds: readonly SettingKind[],
    options: LiveSettingsOptions,
  ): Promise<LiveSettings> {
    const { clock, random } = options;
    const live = new LiveSettings(fixed, options, {
      settings: fixed,
      metrics: await compileMetrics(fixed, clock, random),
    });
    live.watch(kinds);
    return live;
  }

  get settings(): KubeletSettings {
    return this.current.settings;
  }

  get metrics(): CompiledMetrics {
    return this.current.metrics;
  }

  stop(): void {
    for (const kind of this.kinds) kind.stop();
  }

  private watch(kinds: readonly SettingKind[]): void {
    const { client, logger, clock } = this.options;
    this.kinds = kinds.map(
      (kind) =>
        new LiveObjects({
          client,
          resource: settingResource(kind),
          logger,
          wallMs: () => clock.wallMs(),
          reasons: { ready: "Used", unready: "NotUsed" },
          read(text, file) {
            const { settings, diagnostics } = parseSettings(parseStages(text, file).others);
            return { value: diagnostics.length > 0 ? undefined : settings, problems: diagnostics };
          },
          onChange: () => this.changed(),
        }),
    );
    for (const kind of this.kinds) void kind.settled.then(() => this.changed()).catch(() => {});
  }

  private changed(): void {
    this.work = this.work
      .then(() => this.takeUp())
      .catch((error: unknown) =>
        this.options.logger.error(`changed settings could not be taken up: ${messageOf(error)}`),
      );
  }

  private async takeUp(): Promise<void> {
    const { clock, random } = this.options;
    const problems: Diagnostic[] = [];
    const used = [this.fixed];
    for (const { file, value } of this.kinds.flatMap((kind) => kind.objects)) {
      const found = await this.problemsOf(value);
      problems.push(...found.map((problem) => ({ ...problem, file })));
      if (found.length === 0) used.push(value);
    }
    const settings = merged(used);
    const metrics = await compileMetrics(settings, clock, random, this.totals);
    this.current = { settings, metrics };
    for (const kind of this.kinds) await kind.report(problems);
  }

  /** What an object's expressions say when they are compiled alone. */
  private async problemsOf(settings: KubeletSettings): Promise<readonly Diagnostic[]> {
    try {
      await compileMetrics(settings, this.options.clock, this.options.random);
      return [];
    } catch (error) {
      if (error instanceof FailureError) return error.diagnostics;
      throw error;
    }
  }
}

function merged(parts: readonly KubeletSettings[]): KubeletSettings {
  return {
    logs: parts.flatMap(({ logs }) => logs),
    attaches: parts.flatMap(({ attaches }) => attaches),
    execs: parts.flatMap(({ execs }) => execs),
    forwards: parts.flatMap(({ forwards }) => forwards),
    usages: parts.flatMap(({ usages }) => usages),
    metrics: parts.flatMap(({ metrics }) => metrics),
  };
}
