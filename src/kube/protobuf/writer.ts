// Writes protobuf's wire format from its end to its start: the length of a message, which stands before it, is known by
// then, and nothing is measured first or moved afterwards.

import { WIRE_BYTES, WIRE_FIXED64, WIRE_VARINT } from "./reader.ts";

const BYTES_AT_FIRST = 64 * 1024;
/** A larger buffer is not kept for the next message. */
const BYTES_KEPT_MAX = 1024 * 1024;
/** Longer texts are copied by the engine; for shorter ones the call costs more than the loop. */
const LOOPED_CHARS_MAX = 48;
/** Of a 64-bit varint. */
const VARINT_BYTES_MAX = 10;

export class Writer {
  private buffer = Buffer.allocUnsafeSlow(BYTES_AT_FIRST);
  /** Where the last byte written stands; what is written is behind it. */
  private start = BYTES_AT_FIRST;

  /** Bytes written: what `message` needs to know where a message ends. */
  get size(): number {
    return this.buffer.length - this.start;
  }

  /** What was written, as bytes of its own; the writer is empty afterwards. */
  take(): Uint8Array<ArrayBuffer> {
    const taken = new Uint8Array(this.size);
    taken.set(this.buffer.subarray(this.start));
    this.clear();
    return taken;
  }

  /** Forgets what was written. */
  clear(): void {
    if (this.buffer.length > BYTES_KEPT_MAX) this.buffer = Buffer.allocUnsafeSlow(BYTES_AT_FIRST);
    this.start = this.buffer.length;
  }

  /** Makes what was written since the writer had `size` bytes the message of a field. */
  message(number: number, size: number): void {
    this.varint(this.buffer.length - this.start - size);
    this.tag(number, WIRE_BYTES);
  }

  string(number: number, text: string): void {
    this.text(text);
    this.tag(number, WIRE_BYTES);
  }

  bytes(number: number, bytes: Uint8Array): void {
    this.raw(bytes);
    this.varint(bytes.length);
    this.tag(number, WIRE_BYTES);
  }

  base64(number: number, text: string): void {
    this.bytes(number, Buffer.from(text, "base64"));
  }

  /** An integer of up to 64 bits, signed. */
  integer(number: number, value: number): void {
    if (value >= 0 && value <= 0x7fffffff) this.varint(value);
    else this.longVarint(BigInt.asUintN(64, BigInt(value)));
    this.tag(number, WIRE_VARINT);
  }

  boolean(number: number, value: boolean): void {
    this.varint(value ? 1 : 0);
    this.tag(number, WIRE_VARINT);
  }

  double(number: number, value: number): void {
    this.need(8);
    this.start -= 8;
    this.buffer.writeDoubleLE(value, this.start);
    this.tag(number, WIRE_FIXED64);
  }

  /** Bytes as they are. */
  raw(bytes: Uint8Array): void {
    this.need(bytes.length);
    this.start -= bytes.length;
    this.buffer.set(bytes, this.start);
  }

  private tag(number: number, wireType: number): void {
    this.varint((number << 3) | wireType);
  }

  private text(text: string): void {
    const { length } = text;
    if (length > LOOPED_CHARS_MAX) return this.longText(text);
    this.need(length);
    const { buffer } = this;
    const start = this.start - length;
    for (let index = 0; index < length; index++) {
      const code = text.charCodeAt(index);
      if (code >= 0x80) return this.longText(text);
      buffer[start + index] = code;
    }
    this.start = start;
    this.varint(length);
  }

  private longText(text: string): void {
    const length = Buffer.byteLength(text);
    this.need(length);
    this.start -= length;
    this.buffer.write(text, this.start);
    this.varint(length);
  }

  /** Of up to 31 bits. */
  private varint(value: number): void {
    this.need(VARINT_BYTES_MAX);
    if (value < 0x80) {
      this.buffer[--this.start] = value;
      return;
    }
    let at = (this.start -= value < 0x4000 ? 2 : value < 0x200000 ? 3 : value < 0x10000000 ? 4 : 5);
    for (let rest = value; ; rest >>>= 7) {
      if (rest < 0x80) {
        this.buffer[at] = rest;
        return;
      }
      this.buffer[at++] = (rest & 0x7f) | 0x80;
    }
  }

  private longVarint(value: bigint): void {
    const bytes: number[] = [];
    let rest = value;
    for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
    bytes.push(Number(rest));
    this.raw(Uint8Array.from(bytes));
  }

  private need(count: number): void {
    if (count <= this.start) return;
    const { size } = this;
    const buffer = Buffer.allocUnsafeSlow(Math.max(2 * this.buffer.length, size + count));
    buffer.set(this.buffer.subarray(this.start), buffer.length - size);
    this.buffer = buffer;
    this.start = buffer.length - size;
  }
}
