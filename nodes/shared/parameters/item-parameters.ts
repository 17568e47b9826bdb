import type {
  IExecuteFunctions,
  INodeExecutionData,
  INodeParameters,
  INodeProperties,
  NodeParameterValueType,
} from 'n8n-workflow';
import { readText } from '../values/text';
import { lruSet } from '../async/lru';
import { MOST_AHEAD } from '../async/run-by-recipient';
import { holdsExpression } from './holds-expression';
import { JointExpression } from './joint-expression';
import type { ValueOf } from './read-option';
import { readOption } from './read-option';

/** Of how many items values are kept that were read ahead; items may be left out, or wait for long. */
const MOST_KEPT = 2 * MOST_AHEAD;

/** `missing`: an option that was not added, or a field that the node does not show. */
type Kind = 'missing' | 'constant' | 'expression';

/**
 * Reads a node's parameters item by item. An expression costs n8n up to 0.6 ms, so a parameter that
 * holds none is read once a run, and those that every item needs are read together where that is possible.
 */
export class ItemParameters {
  private readonly constants = new Map<string, unknown>();
  /** How the node holds what it was asked for, by name. */
  private readonly kinds = new Map<string, Kind>();
  /** Of items that were read ahead: their parameters' values by name, until they are asked for. */
  private readonly ahead = new Map<number, Map<string, unknown>>();
  private readonly inputs: INodeExecutionData[];
  private readonly written: INodeParameters;
  private readonly joint: JointExpression | undefined;
  /** Whether n8n found in an input item what we did; undefined as long as it was not asked. */
  private findsTheSame: boolean | undefined;

  /** @param needed the parameters that each item needs, such as `phone` or `options.sendOnceKey` */
  constructor(
    private readonly context: IExecuteFunctions,
    private readonly needed: readonly string[] = [],
  ) {
    this.inputs = context.getInputData();
    this.written = context.getNode().parameters; // a deep copy each time
    this.joint = JointExpression.of(needed.map((name) => [name, this.writtenAt(name)] as const));
  }

  /**
   * @param name a parameter of the node, such as `phone`, `options` or `options.timeout`
   * @param item the item's index
   * @param fallback what a parameter gives that the node does not show
   */
  get<T>(name: string, item: number, fallback?: T): T {
    if (this.constants.has(name)) return this.constants.get(name) as T;
    if (this.joint?.has(name) && !this.ahead.has(item)) this.keep(item, this.readJointly(item));
    const ahead = this.ahead.get(item);
    if (ahead?.has(name)) {
      const value = ahead.get(name) as T;
      ahead.delete(name);
      return value;
    }
    const value = this.context.getNodeParameter(name, item, fallback) as T;
    if (this.isConstant(name)) this.constants.set(name, value);
    return value;
  }

  /**
   * Reads what an item needs before its turn comes, while n8n has nothing else to do. Each value is given once;
   * one whose expression fails is read again, and fails, when it is asked for.
   * @returns what was read, by name; parameters without an expression are left out
   */
  readAhead(item: number): ReadonlyMap<string, unknown> {
    const values = this.readJointly(item);
    for (const name of this.needed) {
      if (this.isConstant(name) || values.has(name)) continue;
      try {
        values.set(name, this.context.getNodeParameter(name, item));
      } catch {
        break; // the item will fail: the others need not be read
      }
    }
    if (values.size > 0) this.keep(item, values);
    return values;
  }

  /** Whether the node holds anything for one of its Options, which an expression may still make nothing of. */
  holds({ name }: Pick<INodeProperties, 'name'>): boolean {
    const written = this.writtenAt(`options.${name}`);
    return written !== undefined && written !== null && written !== '';
  }

  /** Whether the parameter is the same for all items. */
  isConstant(name: string): boolean {
    return this.kindOf(name) !== 'expression';
  }

  /**
   * Reads one of the node's Options by itself: the expressions of the others are not evaluated for it.
   * @returns undefined for an option that was not added, null where its expression gave nothing
   */
  option<T>({ name }: Pick<INodeProperties, 'name'>, item: number): T | null | undefined {
    const path = `options.${name}`;
    if (this.kindOf(path) === 'missing') return undefined;
    return this.get<T | null>(path, item, null) ?? null;
  }

  /** As {@link option}, read by {@link readOption}. @throws {InputError} */
  read<Of extends INodeProperties>(option: Of, item: number): ValueOf<Of> {
    return readOption(option, this.option(option, item));
  }

  /** As {@link get}, read by {@link readText}. @throws {InputError} */
  text(name: string, label: string, item: number): string {
    return readText(this.get<unknown>(name, item, ''), label);
  }

  /**
   * n8n is asked for fields of the input item until it was seen to find what we find there. Where it cannot say
   * all of them together each is read by itself, and tells its own failure.
   */
  private readJointly(item: number): Map<string, unknown> {
    if (!this.joint) return new Map();
    const found = this.joint.fieldsIn(this.inputs[item]?.json);
    if (found && this.findsTheSame) return this.joint.values(found);
    let said: unknown;
    try {
      said = this.context.evaluateExpression(this.joint.expression, item);
    } catch {
      return new Map();
    }
    if (found?.some((field) => field !== undefined))
      this.findsTheSame ??=
        Array.isArray(said) && found.every((field, index) => Object.is(field, said[index]));
    return this.joint.values(said);
  }

  private keep(item: number, values: Map<string, unknown>): void {
    lruSet(this.ahead, MOST_KEPT, item, values);
  }

  private kindOf(name: string): Kind {
    let kind = this.kinds.get(name);
    if (!kind) {
      const written = this.writtenAt(name);
      kind =
        written === undefined ? 'missing' : holdsExpression(written) ? 'expression' : 'constant';
      this.kinds.set(name, kind);
    }
    return kind;
  }

  /** What the node holds under a name such as `phone` or `options.timeout`. */
  private writtenAt(name: string): NodeParameterValueType | undefined {
    const [parameter = '', option] = name.split('.');
    const written = this.written[parameter];
    return option === undefined ? written : (written as INodeParameters | undefined)?.[option];
  }
}
