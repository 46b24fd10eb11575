import { anonymiseWork } from './anonymise-work.ts'
import { checkWords } from './check-words.ts'
import { cropWork } from './crop-work.ts'
import { decideSchool } from './decide-school.ts'
import { drawCriteria } from './draw-criteria.ts'
import { erasePictures } from './erase-pictures.ts'
import { guessDraw } from './guess-draw.ts'
import type { Job } from './job.ts'
import { openFile } from './open-file.ts'
import { placePage } from './place-page.ts'
import { twinWork } from './twin-work.ts'

/** Every kind of task, in the order in which a page meets them. */
export const JOBS: Readonly<Record<string, Job>> = {
  'open-file': openFile,
  'place-page': placePage,
  'decide-school': decideSchool,
  'anonymise-work': anonymiseWork,
  'twin-work': twinWork,
  'crop-work': cropWork,
  'check-words': checkWords,
  'draw-criteria': drawCriteria,
  'erase-pictures': erasePictures,
  'guess-chances': guessDraw,
}
