import {describeStates} from './runner/describe-states.ts'

describeStates('bare')
