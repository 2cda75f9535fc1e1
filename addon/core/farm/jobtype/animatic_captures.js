// SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A job type for Flamenco: films the captures of an Animatic Gateway film. Put this file into the folder `scripts`
// beside the Manager's program and restart it; the Manager then knows the type "animatic-captures".
"use strict";

const JOB_TYPE = {
    // The number is the version that the extension asks for: a change here must change it.
    label: "Animatic Gateway Captures 1",
    description: "Films references out of a film's copy, a small result file each. Sent by Animatic Gateway.",
    settings: [
        { key: "tasks", type: "string", required: true, visible: "web",
          description: "Numbers of the captures, a task each: 1-4;5-8;9" },
        { key: "blendfile", type: "string", required: true, visible: "web", description: "The film's copy" },
        { key: "list", type: "string", required: true, visible: "web", description: "What to film: captures.json" },
        { key: "worker", type: "string", required: true, visible: "web", description: "The code that films: worker.py" },
        { key: "out", type: "string", required: true, visible: "web", description: "Folder of the results" },
    ],
};

function compileJob(job) {
    const settings = job.settings;
    const parts = settings.tasks.split(";");
    for (let index = 0; index < parts.length; index++) {
        const part = parts[index];
        if (!/^[0-9]+(-[0-9]+)?$/.test(part)) {
            throw "The captures of a task are not numbers: " + part;
        }
        const ends = part.split("-");
        const count = ends.length < 2 ? 1 : Number(ends[1]) - Number(ends[0]) + 1;
        const task = author.Task("film-" + part, "blender");
        // The Manager's own arguments let scripts of a film run (-y): the later word, that they must not, holds.
        task.addCommand(author.Command("blender-render", {
            exe: "{blender}",
            exeArgs: "{blenderArgs}",
            argsBefore: ["--factory-startup", "--disable-autoexec", "--python-exit-code", "1"],
            blendfile: settings.blendfile,
            args: ["--python", settings.worker, "--", "farm", settings.list, "--captures", part,
                   "--blend", settings.blendfile, "--out", settings.out],
        }, count));
        job.addTask(task);
    }
}
