import { Route, Switch } from 'wouter-preact'
import { ExpertDesk } from './expert-desk.tsx'
import { TaskRunPage } from './task-run-page.tsx'
import { GradingPage } from './grading-page.tsx'

/** The expert's pages. The grading page stays while works change: the view of the paper stays with it. */
export const Desk = () => <Switch><Route path="/works/:cipher">{({ cipher }) => <GradingPage cipher={cipher} />}</Route><Route path="/tasks/:batch">{({ batch }) => <TaskRunPage batch={batch} />}</Route><Route component={ExpertDesk} /></Switch>
