// What all forms in JSON have in common.

import type { StoredObject } from "../../store/stored-object.ts";
import { JSON_TYPE } from "../http/http.ts";
import type { ListMeta, Representation } from "./representation.ts";

export interface JsonTexts {
  /** One object on its own. */
  readonly text: (object: StoredObject) => string;
  /** One object among the items of a list. */
  readonly item: (object: StoredObject) => string;
  /** One object in a watch event. */
  readonly event?: (object: StoredObject) => string;
  /** A list up to its first item, without the bracket that ends it. */
  readonly listHead: (metadata: ListMeta) => string;
  /** The object of a BOOKMARK event. */
  readonly bookmark: (resourceVersion: number, initialEventsEnd: boolean) => string;
}

export function jsonForm(
  key: string,
  { text, item, event = text, listHead, bookmark }: JsonTexts,
): Representation {
  return {
    key,
    contentType: JSON_TYPE,
    watchType: JSON_TYPE,
    object: text,
    items(objects, areFirst) {
      const items = objects.map((object) => item(object)).join(",");
      return areFirst ? items : `,${items}`;
    },
    listHead,
    listTail: "]}\n",
    saysSize: false,
    // Readers of JSON skip white space.
    opening: "\n",
    frame: (change, object) => eventText(change, event(object)),
    bookmark: (version, end) => eventText("BOOKMARK", bookmark(version, end)),
    failure: (failure) => eventText("ERROR", JSON.stringify(failure)),
  };
}

function eventText(type: string, object: string): string {
  return `{"type":"${type}","object":${object}}\n`;
}
