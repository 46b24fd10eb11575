import { Route, Switch } from 'wouter-preact'
import { BlindPages } from './blind-page.tsx'
import { ChecksPage } from './checks-page.tsx'
import { DrawNumberPage } from './draw-number-page.tsx'
import { DoubtsPage } from './doubts-page.tsx'
import { PageDesk } from './page-desk.tsx'
import { PapersPage } from './papers-page.tsx'
import { VerifyPage } from './verify-page.tsx'
import { PagesPage } from './pages-page.tsx'
import { SchoolDesk } from './school-desk.tsx'
import { SendingStrip } from './sending-lines.tsx'
import { WorksPage } from './works-page.tsx'
import { deskWords } from '../desk-words.ts'
import { addWords } from '../text.ts'

addWords(deskWords)

/** The school coordinator's pages. */
export const Desk = () => <><SendingStrip /><Switch><Route path="/doubts" component={DoubtsPage} /><Route path="/works" component={WorksPage} /><Route path="/checks" component={ChecksPage} /><Route path="/verify" component={VerifyPage} /><Route path="/papers" component={PapersPage} /><Route path="/pages" component={PagesPage} /><Route path="/pages/:id">{({ id }) => <PageDesk key={id} id={id} />}</Route><Route path="/draw" component={DrawNumberPage} /><Route path="/blind" component={BlindPages} /><Route component={SchoolDesk} /></Switch></>
