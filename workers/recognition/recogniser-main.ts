import { rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { decideStack, type DecidedStack } from '../../pipeline/decide/decide-stack.ts'
import { guessChances } from '../../pipeline/draw/guess-chances.ts'
import { planUpload, type PlannedFile } from '../../pipeline/intake/plan-upload.ts'
import { walkFile, type WalkedPage } from '../../pipeline/intake/walk-file.ts'
import { blindImage, twinImage, wordsOnImage } from './blind-image.ts'
import { openSource, spool } from './file-source.ts'
import { layPage } from './lay-page.ts'
import { cropImage } from './crop-image.ts'
import { loadModels } from './load-models.ts'
import type { Answer, RecognisedPage, Request, StackToDecide, WalkBegin } from './messages.ts'
import { prepareForms, type PreparedForms } from './prepare-forms.ts'
import { recognisePage } from './recognise-page.ts'

/**
 * The recogniser's own process: one request, one answer. A walk gives one page a request, so that only one decoded page is held and
 * the parent decides the pace.
 */
/** More than this outside of the heap is looked through after a page. */
const HELD_BYTES = 96 * 1024 * 1024

const models = loadModels()
const formSets = new Map<string, PreparedForms>()
const stacks = new Map<string, StackToDecide['pages']>()
const walks = new Map<string, AsyncGenerator<RecognisedPage>>()
const plans = new Map<string, AsyncGenerator<PlannedFile>>()

async function answer(request: Request): Promise<Answer> {
  switch (request.type) {
    case 'forms':
      // What is loaded once must not be counted as the memory of the first page.
      await models
      formSets.set(request.set.key, await prepareForms({ set: request.set, openHeader: (await models).openHeader }))
      return { type: 'done' }
    case 'plan':
      return nextFile(request)
    case 'page':
      return nextPage(request)
    case 'stop':
      await walks.get(request.walk)?.return(undefined)
      walks.delete(request.walk)
      return { type: 'done' }
    case 'blind':
      return { type: 'blind', blind: await blindImage({ ...request, forms: formSets.get(request.formsKey)!, models: await models }) }
    case 'twin':
      return { type: 'twin', twin: await twinImage({ ...request, forms: formSets.get(request.formsKey)!, models: await models }) }
    case 'words':
      return { type: 'words', detection: await wordsOnImage({ ...request, forms: formSets.get(request.formsKey)!, models: await models }) }
    case 'decide':
      return { type: 'decided', decided: decide(request) }
    case 'stack':
      stacks.set(request.stack, [...stacks.get(request.stack) ?? [], ...request.pages])
      return { type: 'done' }
    case 'guess':
      return { type: 'guessed', chances: guessChances(request.draw) }
    case 'lay':
      return { type: 'laid', laid: await layPage({ ...request, forms: formSets.get(request.formsKey)!, models: await models }) }
    case 'crop':
      return { type: 'crop', crops: await cropImage({ ...request, forms: formSets.get(request.formsKey)!, models: await models }) }
  }
}

function decide({ stack, pageCount, ...known }: Extract<Request, { type: 'decide' }>): DecidedStack {
  const pages = stacks.get(stack) ?? []
  stacks.delete(stack)
  // A process that was replaced meanwhile has only the last parts.
  if (pages.length !== pageCount) throw new Error(`${pages.length} pages of ${pageCount} came to be decided`)
  return decideStack({ ...known, pages })
}

async function nextFile(request: Extract<Request, { type: 'plan' }>): Promise<Answer> {
  const plan = plans.get(request.walk) ?? planFiles(request)
  plans.set(request.walk, plan)
  const next = await plan.next()
  if (!next.done) return { type: 'file', file: next.value }
  plans.delete(request.walk)
  return { type: 'end' }
}

async function* planFiles({ path, name, fromEntry }: Extract<Request, { type: 'plan' }>): AsyncGenerator<PlannedFile> {
  const source = await openSource(path)
  try {
    yield* planUpload({ source, name, fromEntry, spool: spool, tell: (place) => { sendBack({ type: 'at', place }) } })
  } finally {
    await source.close()
  }
}

async function nextPage({ walk: key, begin }: Extract<Request, { type: 'page' }>): Promise<Answer> {
  const walk = walks.get(key) ?? (begin && recogniseShare(begin))
  if (!walk) return { type: 'unknown' }
  walks.set(key, walk)
  const next = await walk.next()
  collectBytes()
  if (!next.done) return { type: 'page', page: next.value }
  walks.delete(key)
  return { type: 'end' }
}

/** Bytes outside of the heap are let go late by themselves: of pages that are drawn one by one, a dozen would be held. */
function collectBytes(): void {
  if (process.memoryUsage().arrayBuffers > HELD_BYTES) globalThis.gc?.()
}

async function* recogniseShare({ path, name, plan, formsKey, fromOrdinal, share }: WalkBegin): AsyncGenerator<RecognisedPage> {
  const source = await openSource(path)
  const takes = (ordinal: number): boolean => ordinal >= fromOrdinal && ordinal % share.count === share.index
  try {
    for await (const walked of walkFile({ source, name, plan, takes, spool: spool, tell: (place) => { sendBack({ type: 'at', place }) } })) yield recogniseWalked(walked, formSets.get(formsKey)!)
  } finally {
    await source.close()
  }
}

function sendBack(one: Answer): void { process.send!(one) }

async function recogniseWalked({ image, ...where }: WalkedPage, forms: PreparedForms): Promise<RecognisedPage> {
  if (!image.ok) return { ...where, outcome: { type: 'refused', reason: image.reason } }
  return { ...where, outcome: { type: 'seen', ...(await recognisePage({ page: image.value, forms, models: await models })) } }
}

// The program is in memory: its file goes now, whoever ends first. Large files of a ZIP make the folder again.
const [, program, scratch] = process.argv
if (program && scratch && dirname(program) === scratch) rmSync(scratch, { recursive: true, force: true })

process.on('message', (request: Request) => {
  answer(request).then(sendBack, (error: unknown) => sendBack({ type: 'bug', message: error instanceof Error ? String(error.stack) : String(error) }))
})
// The parent may go at any moment; nothing here is worth keeping.
process.on('disconnect', () => process.exit(0))
