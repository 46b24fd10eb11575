import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Half as long as all that runs beside it: it begins before them, or a core would wait for it at the end. */
const LONGEST = 'test/exam/recognition.exam.test.ts'

/** The order of vitest (by group, then project), but for the longest file, which begins its group. */
export default class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const longest = sorted.find(({ moduleId }) => moduleId.endsWith(LONGEST))
    if (!longest) return sorted
    const others = sorted.filter((file) => file !== longest)
    const group = longest.project.config.sequence.groupOrder
    return others.toSpliced(others.findIndex(({ project }) => project.config.sequence.groupOrder >= group), 0, longest)
  }
}
