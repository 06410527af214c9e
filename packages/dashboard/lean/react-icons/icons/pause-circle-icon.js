import { createIconBase } from '../createIcon.js';

export const PauseCircleIconConfig = {
  name: 'PauseCircleIcon',
  icon: {"xOffset":0,"yOffset":0,"width":512,"height":512,"svgPathData":"M256 8C119 8 8 119 8 256s111 248 248 248 248-111 248-248S393 8 256 8zm-16 328c0 8.8-7.2 16-16 16h-48c-8.8 0-16-7.2-16-16V176c0-8.8 7.2-16 16-16h48c8.8 0 16 7.2 16 16v160zm112 0c0 8.8-7.2 16-16 16h-48c-8.8 0-16-7.2-16-16V176c0-8.8 7.2-16 16-16h48c8.8 0 16 7.2 16 16v160z"},
  rhUiIcon: {"xOffset":0,"yOffset":0,"width":32,"height":32,"svgPathData":"M16 1C7.729 1 1 7.729 1 16s6.729 15 15 15 15-6.729 15-15S24.271 1 16 1Zm0 28C8.832 29 3 23.168 3 16S8.832 3 16 3s13 5.832 13 13-5.832 13-13 13Zm-1.5-18.75v11.5a.75.75 0 0 1-.75.75h-3.5a.75.75 0 0 1-.75-.75v-11.5a.75.75 0 0 1 .75-.75h3.5a.75.75 0 0 1 .75.75Zm8 0v11.5a.75.75 0 0 1-.75.75h-3.5a.75.75 0 0 1-.75-.75v-11.5a.75.75 0 0 1 .75-.75h3.5a.75.75 0 0 1 .75.75Z"},
};

export const PauseCircleIcon = createIconBase(PauseCircleIconConfig);

export default PauseCircleIcon;
