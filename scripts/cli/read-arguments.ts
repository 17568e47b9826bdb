import { parseArgs, type ParseArgsConfig } from 'node:util';

type Options = NonNullable<ParseArgsConfig['options']>;
type Values<Own extends Options> = ReturnType<typeof parseArgs<{ options: Own }>>['values'];

/**
 * Reads what stands behind a script's name on the command line. `--help` prints what can stand there, and ends.
 * @param help what the script does, and its options
 * @param allowPositionals whether words may stand there that belong to no option
 * @throws an Error that says what is wrong and names `--help`
 */
export function readArguments<const Own extends Options>(
  help: string,
  own: Own,
  allowPositionals = false,
): { values: Values<Own>; positionals: string[] } {
  const { values, positionals } = parse({ ...own, help: { type: 'boolean', short: 'h' } });
  if ('help' in values) {
    console.log(help);
    process.exit(0);
  }
  if (positionals.length > 0 && !allowPositionals) throw wrong(`"${positionals[0]}" is no option`);
  return { values: values as Values<Own>, positionals };
}

function parse(options: Options) {
  try {
    return parseArgs({ options, allowPositionals: true });
  } catch (error) {
    throw wrong((error as Error).message.split('.')[0]!);
  }
}

function wrong(what: string): Error {
  return new Error(`${what}; --help tells what there is`);
}
