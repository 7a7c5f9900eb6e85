// Label selectors: the text form of URLs (`app=web,tier in (a,b),!old`) and the object form of
// Deployments and Services, both compiled to one predicate.

import {
  formatLabelRequirement,
  invalid,
  labelPredicate,
  labelRequirement,
  type LabelOperator,
  type LabelRequirement,
  type Labels,
} from "./label-requirement.ts";
import { labelTokens, type LabelToken } from "./label-token.ts";
import { validateLabelKey } from "../name.ts";
import { SelectorError } from "./selector-error.ts";

export interface LabelSelector {
  /** Canonical: requirements sorted by key; the same for every way to write the same selector. */
  readonly text: string;
  /** Whether it selects everything. */
  readonly empty: boolean;
  /** Sorted by key. */
  readonly requirements: readonly LabelRequirement[];
  matches(labels: Labels | undefined): boolean;
}

/** The `LabelSelector` type of the Kubernetes API. */
export interface LabelSelectorObject {
  readonly matchLabels?: Labels | undefined;
  readonly matchExpressions?:
    | readonly {
        readonly key: string;
        readonly operator: string;
        readonly values?: readonly string[] | undefined;
      }[]
    | undefined;
}

const noLabels: Labels = {};

const nothing: LabelSelector = {
  text: "",
  empty: false,
  requirements: [],
  matches: () => false,
};

const expressionOperators: Readonly<Record<string, LabelOperator>> = {
  In: "in",
  NotIn: "notin",
  Exists: "exists",
  DoesNotExist: "!",
};

const binaryOperators: Readonly<Record<string, LabelOperator>> = {
  in: "in",
  notin: "notin",
  "=": "=",
  "==": "==",
  "!=": "!=",
  ">": "gt",
  "<": "lt",
};

/** The grammar of apimachinery's labels.Parse. Throws SelectorError with its sentences. */
export function parseLabelSelector(text: string): LabelSelector {
  return selectorOf(new LabelParser(labelTokens(text)).parse());
}

/** An empty object selects everything, undefined or null nothing. Throws SelectorError. */
export function labelSelectorFromObject(
  selector: LabelSelectorObject | undefined | null,
): LabelSelector {
  if (selector === undefined || selector === null) return nothing;
  const requirements: LabelRequirement[] = [];
  for (const [key, value] of Object.entries(selector.matchLabels ?? {}))
    requirements.push(labelRequirement(key, "=", [value]));
  for (const { key, operator, values } of selector.matchExpressions ?? []) {
    const known = Object.hasOwn(expressionOperators, operator)
      ? expressionOperators[operator]
      : undefined;
    if (known === undefined)
      throw new SelectorError(`"${operator}" is not a valid label selector operator`);
    requirements.push(labelRequirement(key, known, values ?? []));
  }
  return selectorOf(requirements);
}

/** The canonical text; parsing it gives an equal selector. */
export function formatLabelSelector(selector: Pick<LabelSelector, "requirements">): string {
  return selector.requirements.map(formatLabelRequirement).join(",");
}

function selectorOf(parsed: readonly LabelRequirement[]): LabelSelector {
  const requirements = parsed.toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  const predicates = requirements.map(labelPredicate);
  const [first] = predicates;
  const text = formatLabelSelector({ requirements });
  const base = { text, empty: predicates.length === 0, requirements };
  if (first === undefined) return { ...base, matches: () => true };
  if (predicates.length === 1) return { ...base, matches: (labels) => first(labels ?? noLabels) };
  return {
    ...base,
    matches(labels) {
      for (const predicate of predicates) if (!predicate(labels ?? noLabels)) return false;
      return true;
    },
  };
}

/** Recursive descent, in the order in which the original looks at the tokens: so are its errors. */
class LabelParser {
  private at = 0;

  constructor(private readonly tokens: readonly LabelToken[]) {}

  parse(): readonly LabelRequirement[] {
    const requirements: LabelRequirement[] = [];
    for (;;) {
      const token = this.peek();
      if (token.kind === "end") return requirements;
      if (!startsRequirement(token))
        throw unexpected(token, ", expected: !, identifier, or 'end of string'");
      requirements.push(this.located());
      const separator = this.next();
      if (separator.kind === "end") return requirements;
      if (separator.text !== ",") throw unexpected(separator, ", expected: ',' or 'end of string'");
      if (!startsRequirement(this.peek()))
        throw unexpected(this.peek(), ", expected: identifier after ','");
    }
  }

  private located(): LabelRequirement {
    try {
      return this.requirement();
    } catch (error) {
      if (!(error instanceof SelectorError)) throw error;
      throw new SelectorError(`unable to parse requirement: ${error.message}`);
    }
  }

  private requirement(): LabelRequirement {
    let token = this.next();
    const negated = token.text === "!" && token.kind === "sign";
    if (negated) token = this.next();
    if (token.kind !== "word") throw unexpected(token, ", expected: identifier");
    const key = token.text;
    const errors = validateLabelKey(key);
    if (errors.length > 0) throw new SelectorError(invalid("<nil>", key, errors.join("; ")));
    if (negated) return this.negated(key);
    if (endsRequirement(this.peek())) return labelRequirement(key, "exists", []);
    const operator = this.operator();
    const values = operator === "in" || operator === "notin" ? this.valueSet() : [this.value()];
    return labelRequirement(key, operator, values);
  }

  /** The rest of `!key`: whatever follows is for the caller to refuse. */
  private negated(key: string): LabelRequirement {
    return labelRequirement(key, "!", []);
  }

  private operator(): LabelOperator {
    const token = this.next();
    const operator = Object.hasOwn(binaryOperators, token.text)
      ? binaryOperators[token.text]
      : undefined;
    if (operator !== undefined) return operator;
    throw unexpected(token, ", expected: in, notin, =, ==, !=, gt, lt");
  }

  private value(): string {
    if (endsRequirement(this.peek())) return "";
    const token = this.next();
    if (token.kind !== "word") throw unexpected(token, ", expected: identifier");
    return token.text;
  }

  private valueSet(): readonly string[] {
    const open = this.next();
    if (open.text !== "(") throw unexpected(open, " expected: '('");
    const first = this.peek();
    if (first.text === ")") {
      this.next();
      return [""];
    }
    if (first.kind !== "word" && first.text !== ",")
      throw unexpected(first, ", expected: ',', ')' or identifier");
    const values = this.values();
    this.next();
    return values;
  }

  /** Up to the closing parenthesis, which is left; empty places between commas are empty values. */
  private values(): readonly string[] {
    const values: string[] = [];
    for (;;) {
      const token = this.next();
      if (token.kind === "word") {
        values.push(token.text);
        if (this.peek().text === ")") return values;
        if (this.peek().text !== ",") throw unexpected(this.peek(), ", expected: ',' or ')'");
      } else if (token.text === ",") {
        if (values.length === 0) values.push("");
        const following = this.peek();
        if (following.text === "," || following.text === ")") values.push("");
        if (following.text === ")") return values;
      } else throw unexpected(token, ", expected: ',', or identifier");
    }
  }

  private peek(): LabelToken {
    return this.tokens[this.at] ?? end;
  }

  private next(): LabelToken {
    const token = this.peek();
    this.at++;
    return token;
  }
}

const end: LabelToken = { kind: "end", text: "" };

function startsRequirement(token: LabelToken): boolean {
  return token.kind === "word" || (token.kind === "sign" && token.text === "!");
}

function endsRequirement(token: LabelToken): boolean {
  return token.kind === "end" || token.text === ",";
}

function unexpected(token: LabelToken, rest: string): SelectorError {
  return new SelectorError(`found '${token.text}'${rest}`);
}
