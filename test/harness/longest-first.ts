import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** It takes a third of the whole run: begun later, it would go on alone while a core is idle. */
const LONGEST = 'test/exam/recognition.exam.test.ts'

/** The order of vitest (project by project), but for the longest file, which begins. */
export default class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const isLongest = ({ moduleId }: TestSpecification): boolean => moduleId.endsWith(LONGEST)
    return [...sorted.filter(isLongest), ...sorted.filter((file) => !isLongest(file))]
  }
}
