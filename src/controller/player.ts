// Plays the stages of one kind: an event is judged, its stage waits for its time and then for a place, and its effects
// are sent. Every due stage plays exactly once, however often its object is seen meanwhile.

import { type Clock, type Logger, messageOf } from "../base/index.ts";
import { ApiError, type WatchEvent } from "../client/index.ts";
import { type KubeObject, type Resource, keyOf } from "../kube/index.ts";
import type { CompiledStage, Effect, StageMachine } from "../stage/index.ts";
import { effectsOf } from "../stage/index.ts";
import { backoffMs, doubledMs } from "./backoff.ts";
import { DueTimer } from "./due-timer.ts";
import type { PlayCounters, PlayResult } from "./metrics.ts";
import type { PlayQueue } from "./play-queue.ts";
import type { ProblemLog } from "./problem-log.ts";
import type { Answer, Sender } from "./sender.ts";
import { type Snapshot, absent, waitingSnapshot } from "./snapshot.ts";
import { Track } from "./track.ts";
import { versionOf } from "./version.ts";

/** Plays in line that keep their parsed object; those behind them keep only what they will send. */
const QUEUED_PARSED_MAX = 500;
/** Times an object is read again because it was not as its patch expected. */
const STALE_READS_MAX = 5;
/** Some three seconds of tries; a refusal that lasts longer is told. */
const ATTEMPTS_UNTOLD_MAX = 6;

/** A stage of an object on its way from matched to played. */
export interface Play {
  readonly player: Player;
  readonly track: Track;
  readonly stage: CompiledStage;
  readonly dueMs: number;
  /** The node that would do it; undefined for what no node does. */
  readonly host: string | undefined;
  snapshot: Snapshot;
  /** Worked out when the play first gets its place; a retry sends the same. */
  effects: readonly Effect[] | undefined;
  /** Its object is being deleted. */
  isDying: boolean;
  next: number;
  attempts: number;
}

export interface PlayerContext {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly sender: Sender;
  readonly queue: PlayQueue<Play>;
  readonly counters: PlayCounters;
  readonly random: () => number;
  /** Where stages are told of that are tried again for long. */
  readonly retried: ProblemLog;
}

export interface PlayerHooks {
  /** Whether the object is ours to play. */
  owns(object: KubeObject): boolean;
  /** The node in whose name the object's stages play. */
  host?(object: KubeObject): string;
  /** Whether that node has failed: then nothing is played until the object is seen again after it has recovered. */
  isDown?(host: string): boolean;
  /** Whether what its host or else its uid names is ours still: it may have fallen to somebody else. */
  shares?(name: string): boolean;
  /** Sees every object that is not ours. */
  onForeign?(object: KubeObject): void;
  /** Sees every object of ours before it is judged. */
  onSeen?(object: KubeObject): void;
  onGone?(uid: string, key: string): void;
}

export class Player {
  private readonly tracks = new Map<string, Track>();
  private readonly waiting: DueTimer<Play>;

  constructor(
    readonly resource: Resource,
    private stages: StageMachine,
    private readonly context: PlayerContext,
    private readonly hooks: PlayerHooks,
  ) {
    this.waiting = new DueTimer(context.clock, (play) => this.enqueue(play));
  }

  get machine(): StageMachine {
    return this.stages;
  }

  /** Plays by other stages from now on: what waits is dropped, and every object counts as not judged yet. */
  use(machine: StageMachine): void {
    this.stages = machine;
    for (const track of this.tracks.values()) {
      track.seenVersion = 0;
      track.failures = 0;
      track.pending = undefined;
      if (track.state === "playing" || track.isGone) continue;
      this.waiting.cancel(track.key);
      track.play = undefined;
      track.state = "resting";
    }
  }

  get objectCount(): number {
    return this.tracks.size;
  }

  get waitingCount(): number {
    return this.waiting.size;
  }

  handle(events: readonly WatchEvent[], receivedMs: number): void {
    for (const { type, object } of events) {
      if (type === "DELETED") this.gone(keyOf(object.metadata));
      else this.see(object, receivedMs);
    }
  }

  /** Lets go of an object that was deleted, or is no longer ours. */
  gone(key: string): void {
    const track = this.tracks.get(key);
    if (!track) return;
    this.tracks.delete(key);
    this.waiting.cancel(key);
    track.state = "gone";
    track.latest = undefined;
    this.hooks.onGone?.(track.uid, key);
  }

  stop(): void {
    this.waiting.stop();
  }

  private see(object: KubeObject, receivedMs: number): void {
    const { metadata } = object;
    const key = keyOf(metadata);
    const uid = metadata.uid ?? "";
    let track = this.tracks.get(key);
    // Another object under the same name: its predecessor went unseen.
    if (track && track.uid !== uid) {
      this.gone(key);
      track = undefined;
    }
    if (!this.hooks.owns(object)) {
      if (track) this.gone(key);
      return this.hooks.onForeign?.(object);
    }
    if (!track) this.tracks.set(key, (track = new Track(key, uid)));
    const version = versionOf(object);
    if (track.isOld(object, version)) return;
    this.hooks.onSeen?.(object);
    if (track.state === "playing") track.latest = object;
    else if (this.isDown(this.hooks.host?.(object))) this.suspend(track);
    else this.judge(track, object, version, receivedMs);
  }

  private isDown(host: string | undefined): boolean {
    return host !== undefined && (this.hooks.isDown?.(host) ?? false);
  }

  /** Drops what is pending, and leaves the object as one that was not judged yet. */
  private suspend(track: Track): void {
    if (track.state === "waiting") this.waiting.cancel(track.key);
    this.settle(track);
    track.pending = undefined;
    track.seenVersion = 0;
  }

  /** What the object's state asks for now takes the place of what was pending. */
  private judge(track: Track, object: KubeObject, version: number, nowMs: number): void {
    if (!Number.isNaN(version)) track.seenVersion = version;
    const match = this.stages.match(object, this.context.clock.wallMs(), this.context.random);
    if (!match) {
      if (track.state === "waiting") this.waiting.cancel(track.key);
      track.state = "resting";
      track.play = undefined;
      track.pending = undefined;
      return;
    }
    const before = track.pending;
    // The same choice again: whatever changed does not concern it, so the clock that runs for it goes on.
    const same = before && before.candidates === match.candidates && !before.stage.delayVaries;
    const stage = same ? before.stage : match.stage;
    const penaltyMs = track.failures > 0 ? doubledMs(track.failures) : 0;
    const dueMs = same ? before.dueMs : nowMs + match.delayMs + penaltyMs;
    track.pending = { stage, dueMs, candidates: match.candidates };
    this.schedule(track, object, nowMs);
  }

  private schedule(track: Track, object: KubeObject, nowMs: number): void {
    const { stage, dueMs } = track.pending!;
    const delayMs = dueMs - nowMs;
    const play: Play = {
      player: this,
      track,
      stage,
      dueMs,
      host: this.hooks.host?.(object),
      snapshot: absent,
      effects: undefined,
      isDying: false,
      next: 0,
      attempts: 0,
    };
    if (delayMs > 0) {
      play.snapshot = waitingSnapshot(object, delayMs, this.waiting.size);
      track.state = "waiting";
      track.play = play;
      this.waiting.set(track.key, play, dueMs);
      return;
    }
    if (track.state === "waiting") this.waiting.cancel(track.key);
    // A play already in line keeps its place and gets the newer state.
    if (track.state === "queued" && track.play?.stage === stage)
      return this.hold(track.play, object);
    track.play = play;
    this.hold(play, object);
    this.enqueue(play);
  }

  /** Keeps the object for a play in line. In a long line it is worked out at once: its patches are a third of it. */
  private hold(play: Play, object: KubeObject): void {
    play.effects = undefined;
    play.snapshot = { form: "object", object };
    if (this.context.queue.queued < QUEUED_PARSED_MAX) return;
    try {
      this.workOut(play, object);
      play.effects = play.effects!.map(compact);
      play.snapshot = absent;
    } catch {
      // It is tried again when there is a place, and its failure told then.
      play.effects = undefined;
    }
  }

  private workOut(play: Play, object: KubeObject): readonly Effect[] {
    const { effects, suppressed } = effectsOf(play.stage, object);
    this.context.counters.suppressed += suppressed;
    play.effects = effects;
    play.isDying = object.metadata.deletionTimestamp !== undefined;
    return effects;
  }

  private enqueue(play: Play): void {
    if (play.track.play !== play || play.track.isGone) return;
    if (play.track.state !== "playing") play.track.state = "queued";
    this.context.queue.push(play);
  }

  /** Called by the queue when there is a place. Never rejects. */
  async play(play: Play): Promise<void> {
    const { track } = play;
    if (track.isGone || track.play !== play) return;
    if (this.hooks.shares?.(play.host ?? track.uid) === false) return this.gone(track.key);
    if (this.isDown(play.host)) return this.suspend(track);
    track.state = "playing";
    try {
      const object = play.effects ? undefined : await this.objectOf(play);
      if (!play.effects) {
        if (!object) return;
        if (!this.hooks.owns(object)) return this.gone(track.key);
        this.workOut(play, object);
      }
      const answer = await this.send(play);
      this.finish(play, play.next > 0 ? "played" : "unchanged", answer);
    } catch (error) {
      this.failed(play, error);
    }
  }

  /** The state to play on; undefined when reading it again showed that something else is due. */
  private async objectOf(play: Play): Promise<KubeObject | undefined> {
    const { snapshot, track } = play;
    if (snapshot.form === "object") return snapshot.object;
    if (snapshot.form === "text") return JSON.parse(snapshot.text) as KubeObject;
    const object = await this.context.sender.read(this.resource, track.key);
    const version = versionOf(object);
    if (version === track.seenVersion) return object;
    // It changed and the watch has not said so yet: judge what it is now, and let the watch's event find it judged.
    this.settle(track);
    track.pending = undefined;
    if (!track.isGone && !track.isOld(object, version))
      this.judge(track, object, version, this.context.clock.nowMs());
    return undefined;
  }

  /** Sends what is left of the effects; the last answer to a patch. */
  private async send(play: Play): Promise<Answer | undefined> {
    const effects = play.effects!;
    const { sender } = this.context;
    const wantsObject = play.stage.immediateNextStage;
    let answer: Answer | undefined;
    while (play.next < effects.length) {
      const effect = effects[play.next]!;
      answer = (await sender.send(effect, this.resource, play.track, wantsObject)) ?? answer;
      play.next++;
    }
    return answer;
  }

  private finish(play: Play, result: PlayResult, answer: Answer | undefined): void {
    const { track, stage } = play;
    const nowMs = this.context.clock.nowMs();
    this.context.counters.ended(stage.name, result, nowMs - play.dueMs);
    if (answer && answer.version > track.playedVersion) track.playedVersion = answer.version;
    track.failures = result === "failed" ? track.failures + 1 : 0;
    track.isDeleted ||= result === "played" && deletes(play);
    const latest = this.settle(track);
    track.pending = undefined;
    if (track.isGone) return;
    if (answer?.object) this.see(answer.object, nowMs);
    if (latest) this.see(latest, nowMs);
  }

  /** Ends playing; gives the newest state that arrived meanwhile. */
  private settle(track: Track): KubeObject | undefined {
    const { latest } = track;
    track.latest = undefined;
    track.play = undefined;
    if (!track.isGone) track.state = "resting";
    return latest;
  }

  private failed(play: Play, error: unknown): void {
    const { counters, logger, clock, random, retried } = this.context;
    const { track, stage } = play;
    if (track.isGone) return counters.ended(stage.name, "gone", 0);
    const isOther = play.effects?.[play.next]?.kind === "apply";
    // After a lost answer, "not there" is what a delete that did arrive looks like.
    if (error instanceof ApiError && error.code === 404 && !isOther && !error.isUnknownPath)
      return this.finish(play, play.attempts > 0 ? "played" : "gone", undefined);
    if (error instanceof ApiError && isStale(error, play)) return this.readAgain(play, error);
    // Another object that is to be changed may come yet; one that is let go of need not.
    if (error instanceof ApiError && error.code === 404 && play.isDying) {
      play.next++;
      return this.enqueue(play);
    }
    if (error instanceof ApiError && mayPass(error, isOther)) {
      counters.retries++;
      if (play.attempts >= ATTEMPTS_UNTOLD_MAX) retried.report(stage.name, error);
      // Before anything was sent, a newer state may ask for something else.
      if (play.next === 0 && track.latest) return this.finish(play, "stale", undefined);
      const waitMs = backoffMs(play.attempts++, error, random());
      return this.waiting.set(track.key, play, clock.nowMs() + waitMs);
    }
    const fields = { stage: stage.name, object: track.key, kind: this.resource.kind };
    logger.error(`a stage could not be played: ${messageOf(error)}`, fields);
    this.finish(play, "failed", undefined);
  }

  /**
   * The object is not as the JSON patch expected: works the effects out again on what it is now. When it has not
   * changed at all, the patch can never be applied.
   */
  private readAgain(play: Play, error: ApiError): void {
    const { counters, clock, random, logger } = this.context;
    if (play.attempts >= STALE_READS_MAX) {
      const fields = { stage: play.stage.name, object: play.track.key };
      logger.error(`a JSON patch does not fit its object: ${error.message}`, fields);
      return this.finish(play, "stale", undefined);
    }
    counters.retries++;
    play.snapshot = absent;
    play.effects = undefined;
    play.next = 0;
    this.waiting.set(
      play.track.key,
      play,
      clock.nowMs() + backoffMs(play.attempts++, error, random()),
    );
  }
}

/** With the patch as the text that will be sent. */
function compact(effect: Effect): Effect {
  return effect.kind === "patch" ? { ...effect, body: JSON.stringify(effect.body) } : effect;
}

function deletes(play: Play): boolean {
  return play.effects?.some(({ kind }) => kind === "delete") ?? false;
}

/** What another try may meet: another object that is to be changed may come yet. */
function mayPass(error: ApiError, isOther: boolean): boolean {
  return error.retryable || error.code === 409 || (isOther && error.code === 404);
}

/** A JSON patch whose tests did not hold, or whose paths are not there. */
function isStale(error: ApiError, play: Play): boolean {
  const effect = play.effects?.[play.next];
  return error.code === 422 && effect?.kind === "patch" && effect.type === "json";
}
