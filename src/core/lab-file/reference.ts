/** docs/lab-file.md: the reference of every key and every metric, made of the schema itself. */

import { expandedJsonSchema } from './json-schema.ts';
import type { MetricGroup, MetricInfo } from './metrics.ts';
import { counterMetric, directionMetrics, flowMetrics, programMetrics } from './metrics.ts';
import { countables } from './schema/measure.ts';

type JsonSchema = { readonly [key: string]: unknown };

export function labReference(): string {
  const lab = expandedJsonSchema();
  const properties = lab.properties as Record<string, JsonSchema>;
  const shown = new Map<string, string>();
  const parts = [introduction, '## Top level', table(lab)];
  for (const [name, section] of Object.entries(properties)) parts.push(...sectionParts(name, section, shown));
  parts.push(...metricParts());
  return `${parts.join('\n\n')}\n`;
}

const introduction = `# The lab file

<!-- Made by \`npm run generate\` from the schema in src/core/lab-file: change that, not this. -->

A lab is one YAML 1.2 file. \`wirelab check LAB\` finds every mistake in it at once, and this line at its top makes
editors complete and explain its keys:

\`\`\`yaml
# yaml-language-server: $schema=lab.schema.json
\`\`\`

(\`wirelab init NAME\` puts the schema beside a new lab; \`wirelab schema\` writes it anywhere.)

**Names** of nodes, programs, links, traffic and measures have 1 to 31 lower-case letters, digits and hyphens, start
with a letter, and are unique together.

**Quantities** have a unit: durations \`250us 40ms 2s 1min\`, ratios \`5%\` or \`0.05\`, sizes \`512B 64kB 4MB 4MiB\` (k is
1000, Ki is 1024), queues \`20 packets\` or \`30kB\`, rates \`10kbit 1.5Mbit 1Gbit\` per second, packet rates \`100/s\`. A
number without a unit where one is needed is an error.

**Scalars** under \`run\`, \`env\` and \`sysctl\` are taken as written: \`010\` stays \`010\`. Elsewhere they are YAML 1.2's:
\`010\` is 10, \`0o17\` is 15, \`1e3\` is 1000, \`no\` is a text.

**Merging.** What a case says goes over what the lab says: maps merge deeply, lists replace, \`null\` removes. (So
a case that replaces \`loss: {burst: ...}\` by a Gilbert-Elliott chain also says \`burst: null\`.) Of
impairments the later wins: the lab's \`impair\`, the lab's \`from\`, the case's \`impair\`, the case's \`from\`, \`--set\` on the
command line, the timeline.

**Bounds.** A file has at most 256 KiB, 32 levels of nesting and 100 cases, a section 500 entries; aliases may stand for
10,000 values. Keys at the top that start with \`x-\` are free, as homes for anchors; \`<<\` is not supported.`;

const overridden = new Set([
  'nodes',
  'programs',
  'links',
  'traffic',
  'faults',
  'timeline',
  'measure',
  'expect',
]);

function sectionParts(name: string, section: JsonSchema, shown: Map<string, string>): string[] {
  const item = itemOf(section);
  if (item === null) return [];
  const parts = [`## \`${name}\``, plainText(section.description ?? '')];
  const isCases = name === 'cases';
  parts.push(...objectParts(item, `\`${name}\``, shown, isCases ? overridden : new Set()));
  if (name === 'measure') parts.push(...countableParts());
  if (isCases) {
    parts.push(
      "Beside these a case may have `nodes`, `programs`, `links` (not their `ends`), `traffic`, `faults`, `timeline`, `measure` and `expect`, over the lab's.",
    );
  }
  return parts;
}

function countableParts(): string[] {
  const rows = Object.entries(countables).map(([name, meaning]) => `| \`${name}\` | ${cell(meaning)} |`);
  return [
    '### `measure`, `count`',
    ['| count | meaning |', '| --- | --- |', ...rows].join('\n'),
    'The value is a number of packets, but `gap-min` is a time and `goodput` bits per second. Only the fabric emulator knows what became of each packet: netem can do neither these measures nor `order`.',
  ];
}

/** What stands under a section's names or in its list. */
function itemOf(section: JsonSchema): JsonSchema | null {
  if (section.type === 'array') return section.items as JsonSchema;
  if (section.type !== 'object') return null;
  const values = section.additionalProperties;
  return typeof values === 'object' && values !== null ? (values as JsonSchema) : section;
}

function objectParts(
  schema: JsonSchema,
  title: string,
  shown: Map<string, string>,
  without: ReadonlySet<string> = new Set(),
): string[] {
  const forms = formsOf(schema);
  if (forms.length > 1) {
    return forms.flatMap((form) => {
      const kind = (form.properties as Record<string, JsonSchema>).kind;
      const heading = `### \`kind: ${plainText(kind?.const ?? '')}\``;
      return [heading, plainText(kind?.description ?? ''), table(form, new Set(['kind']))];
    });
  }
  const own = table(schema, without);
  const before = shown.get(own);
  if (before !== undefined) return [`As under ${before}.`];
  shown.set(own, title);
  const parts = [own];
  const properties = (schema.properties ?? {}) as Record<string, JsonSchema>;
  for (const [key, property] of Object.entries(properties)) {
    if (without.has(key)) continue;
    const inner = innerObject(property);
    if (inner === null || key === 'from') continue;
    const path = `${title}, \`${key}\``;
    parts.push(`### ${path}`, ...objectParts(inner, path, shown));
  }
  return parts;
}

/** An object with keys of its own, as a value or one of a value's forms. */
function innerObject(schema: JsonSchema): JsonSchema | null {
  if (schema.properties !== undefined) return schema;
  if (schema.type === 'array') return innerObject((schema.items ?? {}) as JsonSchema);
  const values = schema.additionalProperties;
  if (typeof values === 'object' && values !== null) return innerObject(values as JsonSchema);
  for (const form of formsOf(schema)) {
    const inner = form === schema ? null : innerObject(form);
    if (inner !== null) return inner;
  }
  return null;
}

function formsOf(schema: JsonSchema): readonly JsonSchema[] {
  const forms = schema.oneOf ?? schema.anyOf;
  return Array.isArray(forms) ? (forms as JsonSchema[]) : [schema];
}

function table(schema: JsonSchema, without: ReadonlySet<string> = new Set()): string {
  const required = new Set((schema.required ?? []) as string[]);
  const rows = Object.entries((schema.properties ?? {}) as Record<string, JsonSchema>)
    .filter(([key]) => !without.has(key))
    .map(([key, property]) => {
      const preset = property.default;
      const fallback = preset !== undefined ? code(preset) : required.has(key) ? 'required' : '';
      return `| \`${key}\` | ${cell(typeOf(property))} | ${fallback} | ${cell(meaningOf(property))} |`;
    });
  return ['| key | type | default | meaning |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

function meaningOf(property: JsonSchema): string {
  const description = plainText(property.description ?? '');
  const examples = property.examples;
  if (!Array.isArray(examples) || property.title !== undefined || examples.length === 0) return description;
  return `${description} For example ${code(examples[0])}.`;
}

function typeOf(schema: JsonSchema): string {
  const { title, type } = schema;
  if (typeof title === 'string') return title;
  if (schema.const !== undefined) return code(schema.const);
  if (Array.isArray(schema.enum)) return schema.enum.map(code).join(', ');
  const forms = formsOf(schema);
  if (forms.length > 1) return formTypes(forms).join(' or ');
  if (type === 'array') return `list of ${plural(typeOf((schema.items ?? {}) as JsonSchema))}`;
  if (type === 'object') {
    const values = schema.additionalProperties;
    if (typeof values !== 'object' || values === null) return 'map';
    const of = typeOf(values as JsonSchema);
    return `map of names to ${plural(of)}`;
  }
  if (type === 'integer') {
    const [low, high] = [schema.minimum, schema.maximum];
    return low === undefined || high === undefined
      ? 'whole number'
      : `${plainText(low)} to ${plainText(high)}`;
  }
  if (type === 'boolean') return 'true or false';
  return type === 'string' ? 'text' : plainText(type ?? 'any');
}

/** `X or a list of X` is said as `X or a list`. */
function formTypes(forms: readonly JsonSchema[]): string[] {
  const types = forms.map(typeOf);
  return [
    ...new Set(
      types.map((type) => (types.some((other) => type === `list of ${plural(other)}`) ? 'a list' : type)),
    ),
  ];
}

function plural(type: string): string {
  return ['map', 'text', 'name', 'figure', 'metric'].includes(type) ? `${type}s` : type;
}

function metricParts(): string[] {
  const { 'tcp-bulk': tcp, 'tcp-rr': exchange, 'udp-stream': stream, 'udp-rr': pinger } = flowMetrics;
  const beyond = (group: MetricGroup, known: MetricGroup) =>
    Object.fromEntries(Object.entries(group).filter(([name]) => !(name in known)));
  return [
    '## Metrics',
    'Expectations write figures with the units that the metric has. In results they are in seconds, bytes, bits per second and ratios from 0 to 1. Traffic with `flows: n` has the sum, or the worst, under its plain name, and each flow under `NAME.1` to `NAME.n`; programs with `count: n` likewise. A metric that has no value fails its expectation, and says why.',
    '### Of TCP traffic, `NAME.METRIC`',
    metricTable(tcp),
    '### Of `tcp-rr` and `udp-rr`, besides',
    metricTable(beyond(exchange, tcp)),
    '### Of UDP traffic, `NAME.METRIC`',
    metricTable(beyond(pinger, exchange)),
    '### Of `udp-stream`, besides',
    metricTable(beyond(stream, pinger)),
    '### Of a program, `NAME.METRIC`',
    metricTable(programMetrics),
    '### Of one direction of a link, what the wire really did, `LINK.NODE.METRIC`',
    metricTable(directionMetrics),
    '### Of a node',
    metricTable({ 'NODE.counters.NAME': counterMetric }),
  ];
}

function metricTable(group: MetricGroup): string {
  const rows = Object.entries(group).map(
    ([name, info]) => `| \`${name}\` | ${metricType(info)} | ${cell(info.description)} |`,
  );
  return ['| metric | value | meaning |', '| --- | --- | --- |', ...rows].join('\n');
}

function metricType(info: MetricInfo): string {
  if (info.type !== 'number') return info.type === 'boolean' ? 'true or false' : 'text';
  return { seconds: 'duration', bytes: 'size', 'bits-per-second': 'rate', ratio: 'ratio', count: 'number' }[
    info.unit
  ];
}

function code(value: unknown): string {
  return `\`${typeof value === 'string' ? value : flow(value)}\``;
}

function plainText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

/** As YAML in flow style. */
function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return plainText(value);
  return `{${Object.entries(value)
    .map(([key, inner]) => `${key}: ${flow(inner)}`)
    .join(', ')}}`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
