import type { FormPage, Task } from '../model/form.ts'
import { refuse, ok, type Result } from '../model/result.ts'
import type { DrawWork } from '../model/work.ts'

/** Tasks whose answers cannot be shown apart: they share a box, or their boxes overlap. `unit` names the group within its form, from `1`, in protocol order. */
export interface TaskGroup { readonly unit: string; readonly tasks: readonly string[] }

/** What is given to an expert as one: a whole work (`unit` empty), or one group of its tasks. */
export interface Unit { readonly work: string; readonly unit: string }

interface Paper { readonly tasks: readonly Task[]; readonly pages: readonly FormPage[] }

/** The parts into which a form's works fall when they are given out task by task. Refuses with the tasks that have no answer box. */
export function taskGroups({ tasks, pages }: Paper): Result<readonly TaskGroup[], readonly string[]> {
  const answers = pages.flatMap((page) => page.fields.flatMap((field) => (field.kind === 'answer' ? [{ page: page.number, box: field.box, tasks: field.tasks }] : [])))
  const homeless = tasks.filter(({ id }) => !answers.some((answer) => answer.tasks.includes(id))).map(({ id }) => id)
  if (homeless.length > 0) return refuse(homeless)
  const groups = tasks.map(({ id }) => new Set([id]))
  const join = (together: readonly string[]): void => {
    const touched = groups.filter((group) => together.some((task) => group.has(task)))
    for (const group of touched.slice(1)) {
      for (const task of group) touched[0]!.add(task)
      groups.splice(groups.indexOf(group), 1)
    }
  }
  const known = new Set(tasks.map(({ id }) => id))
  answers.forEach((answer, index) => {
    join(answer.tasks.filter((task) => known.has(task)))
    for (const other of answers.slice(0, index)) if (other.page === answer.page && overlap(other.box, answer.box)) join([...answer.tasks, ...other.tasks].filter((task) => known.has(task)))
  })
  return ok(groups.map((group, index) => ({ unit: String(index + 1), tasks: tasks.filter(({ id }) => group.has(id)).map(({ id }) => id) })))
}

type Box = readonly [number, number, number, number]
const overlap = ([ax, ay, aw, ah]: Box, [bx, by, bw, bh]: Box): boolean => ax < bx + bw && bx < ax + aw && ay < by + bh && by < ay + ah

/** The name under which a unit stands in a draw: the work's id, and behind a slash the group. */
export const unitId = ({ work, unit }: Unit): string => (unit === '' ? work : `${work}/${unit}`)

/** The unit behind its name in a draw; ids of works have no slash. */
export function unitOf(id: string): Unit {
  const slash = id.lastIndexOf('/')
  return slash < 0 ? { work: id, unit: '' } : { work: id.slice(0, slash), unit: id.slice(slash + 1) }
}

/** What a group of tasks is called where a work's subject stands in a draw: only experts who were given the group have it. */
export const subjectOfGroup = (subject: string, { tasks }: Pick<TaskGroup, 'tasks'>): string => `${subject}, ${tasks.length === 1 ? 'задание' : 'задания'} ${tasks.join(', ')}`

/** Works as the draw sees them when they are given out task by task: one for each group, under the group's subject. */
export const unitsOf = (works: readonly DrawWork[], groups: readonly TaskGroup[]): DrawWork[] =>
  works.flatMap((work) => groups.map((group) => ({ ...work, id: unitId({ work: work.id, unit: group.unit }), subject: subjectOfGroup(work.subject, group) })))
