// SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a Flamenco Manager gives a job type (docs of Flamenco, "Job Types"): `author`, and a job with `addTask`.
//     node jobtype_shim.mjs FILE.js '{"name": ..., "settings": {...}}'
// Answers {"type": JOB_TYPE, "tasks": [...]}, or {"thrown": "..."}, on one line.
import { readFileSync } from "node:fs";
import vm from "node:vm";

const [file, job] = [process.argv[2], JSON.parse(process.argv[3])];
const tasks = [];
const author = {
    Task: (name, type) => ({ name, type, commands: [], dependencies: [],
        addCommand(command) { this.commands.push(command); },
        addDependency(task) { this.dependencies.push(task.name); } }),
    Command: (name, parameters, total_step_count) => ({ name, parameters, total_step_count }),
};
const context = vm.createContext({ author, print() {}, Number, job: { ...job, addTask: (task) => tasks.push(task) } });
vm.runInContext(readFileSync(file, "utf8"), context);
const type = vm.runInContext("JSON.stringify(JOB_TYPE)", context);
let answer;
try {
    if (job.settings) vm.runInContext("compileJob(job)", context);
    answer = { type: JSON.parse(type), tasks };
} catch (thrown) {
    answer = { thrown: String(thrown) };
}
console.log(JSON.stringify(answer));
