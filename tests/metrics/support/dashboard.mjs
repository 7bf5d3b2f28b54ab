// observability/grafana-dashboard.json: what it has, and what Grafana's types say to it.
import { join } from "node:path";
import { packages, sourceOf, top, typescript as ts } from "./tools.mjs";

export const text = sourceOf("observability/grafana-dashboard.json");
export const dashboard = JSON.parse(text);
export const panels = dashboard.panels.filter(({ type }) => type !== "row");

/** Every PromQL of the dashboard with where it stands; of a panel, whether it asks for the present alone, or for exemplars. */
export const queries = [
  ...panels.flatMap(({ title, targets }) => targets.map(({ refId, ...asked }) => ({ where: `${title}, ${refId}`, ...asked }))),
  ...dashboard.annotations.list.map(({ name, target: { expr } }) => ({ where: `annotation ${name}`, expr })),
];

/** What the compiler says against it, if it stands in `json`. */
export function objections(json) {
  const file = join(top, "tests/metrics/support/dashboard.ts"); // is nowhere but here
  const options = {
    noEmit: true,
    strict: true,
    skipLibCheck: true,
    moduleResolution: ts.ModuleResolutionKind.Node10,
    baseUrl: packages,
    paths: { "*": ["node_modules/*"] },
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  const source = `import type { Dashboard } from "./dashboard_types";\nexport const dashboard: Dashboard = ${json};\n`;
  host.getSourceFile = (name, ...rest) => (name === file ? ts.createSourceFile(name, source, ts.ScriptTarget.ES2022) : getSourceFile.call(host, name, ...rest));
  host.fileExists = (name) => name === file || fileExists.call(host, name);
  const program = ts.createProgram([file], options, host);
  return ts.getPreEmitDiagnostics(program).map(({ messageText, start, file: where }) => {
    const line = where === undefined ? "" : `${where.fileName}:${where.getLineAndCharacterOfPosition(start).line}: `;
    return line + ts.flattenDiagnosticMessageText(messageText, "\n");
  });
}
