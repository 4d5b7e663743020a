/**
 * Compiles archives of Python modules in the Python of the pages, in node.
 *
 *     node compile.mjs PYODIDE PROGRAM WORK
 *
 * PYODIDE is a folder with its files; PROGRAM is matcalc/site/bytecode.py; WORK holds Pyodide's `lock`,
 * the modules to `read` before, from `path` if it is given, and `archives`: each with its `source`,
 * `target` and `rest`, its `place`, and what is `leftOut`.
 */
import { readFileSync, writeFileSync } from "node:fs";
import process from "node:process";
import { pathToFileURL } from "node:url";

const [dist, program, work] = process.argv.slice(2);
const { lock, read, path, archives } = JSON.parse(readFileSync(work, "utf-8"));
const { loadPyodide } = await import(pathToFileURL(`${dist}/pyodide.mjs`));

async function compileAll() {
  const python = await loadPyodide({
    indexURL: dist,
    lockFileContents: JSON.stringify(lock),
    packageBaseUrl: `${dist}/`,
  });
  await python.loadPackage("numpy", { messageCallback: () => {} });
  python.runPython(readFileSync(program, "utf-8"));
  if (path) python.FS.writeFile("/path.zip", readFileSync(path));
  python.globals.get("read_modules")(python.toPy(read), path ? "/path.zip" : "");
  const compile = python.globals.get("compile_archive");
  for (const { source, target, rest, place, leftOut } of archives) {
    python.FS.writeFile("/source.zip", readFileSync(source));
    compile("/source.zip", "/target.zip", rest ? "/rest.zip" : "", place, leftOut);
    writeFileSync(target, python.FS.readFile("/target.zip"));
    if (rest) writeFileSync(rest, python.FS.readFile("/rest.zip"));
  }
}

compileAll().catch((error) => {
  console.error(String(error?.message ?? error)); // not its place: that line is a megabyte long
  process.exitCode = 1;
});
