// `fieldValidation=Strict|Warn|Ignore`: what happens to fields the schema does not know.

import type { RequestBody } from "./body.ts";
import type { Call } from "../http/call.ts";

export function validateFields(_call: Call, _body: RequestBody): void {}
