# SPDX-License-Identifier: GPL-3.0-or-later
"""Projects of any size for the benchmarks, as files to import: phases with jobs with tasks, a
task with six properties, as people fill them in."""

import json


def node_id(kind, number):
    return f"0190{kind:04x}-0000-7000-8000-{number:012x}"


def task_properties(number):
    return (f'{{"status":"in-progress",'
            f'"start_date":"2026-{number % 12 + 1:02}-{number % 28 + 1:02}",'
            f'"estimated_hours":{number % 40},"actual_hours":{number % 37}.5,'
            f'"spec":"{number % 90} Nm, then {number % 180} degrees",'
            f'"estimated_cost":"{number % 5000}.50"}}')


def write_task(out, number):
    out.write(f'{{"id":"{node_id(3, number)}","name":"Task {number}","blueprint_type_id":"task",'
              f'"properties":{task_properties(number)},"children":[]}}')


def write_tasks(out, ids, first, count):
    for number in range(first, first + count):
        if number > first:
            out.write(",")
        write_task(out, number)
        # A thousand of them, from all over, are enough to ask for.
        if number % max(1, ids["every"]) == 0:
            ids["tasks"].append(node_id(3, number))
    return first + count


def write_project(path, ids_path, name, template, phases, jobs, tasks):
    """phases × jobs × tasks; without jobs the tasks are in the phases. Ids of tasks go to
    ids_path, those of phases beside it."""
    total = phases * max(1, jobs) * tasks
    ids = {"tasks": [], "every": total // 1000}
    task = 0
    with open(path, "w", encoding="utf-8") as out:
        out.write(f'{{"talus_tally":1,"graph":{{"name":"{name}","template_id":"restomod",'
                  f'"settings":{{}},"roots":[{{"id":"{node_id(0, 0)}","name":"{name}",'
                  '"blueprint_type_id":"project_root","properties":{"status":"planning"},'
                  '"children":[')
        for phase in range(phases):
            out.write(f'{"," if phase else ""}{{"id":"{node_id(1, phase)}","name":"Phase {phase}",'
                      '"blueprint_type_id":"phase","properties":{"status":"done"},"children":[')
            for job in range(phase * jobs, phase * jobs + jobs):
                out.write(f'{"," if job % jobs else ""}{{"id":"{node_id(2, job)}",'
                          f'"name":"Job {job}","blueprint_type_id":"job",'
                          '"properties":{"status":"in-progress"},"children":[')
                task = write_tasks(out, ids, task, tasks)
                out.write("]}")
            if jobs == 0:
                task = write_tasks(out, ids, task, tasks)
            out.write("]}")
        out.write(']}],"dependencies":[]},"template":')
        out.write(json.dumps(template.read_text(encoding="utf-8")))
        out.write("}")
    # In an order that has nothing to do with how they lie in the file.
    ids["tasks"].sort(key=lambda i: i[::-1])
    ids_path.write_text("\n".join(ids["tasks"]) + "\n")
    ids_path.with_suffix(".phases").write_text(
        "\n".join(node_id(1, phase) for phase in range(phases)) + "\n")
