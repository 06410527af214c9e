import { createIconBase } from '../createIcon.js';

export const TimesCircleIconConfig = {
  name: 'TimesCircleIcon',
  icon: {"xOffset":0,"yOffset":0,"width":512,"height":512,"svgPathData":"M256 8C119 8 8 119 8 256s111 248 248 248 248-111 248-248S393 8 256 8zm121.6 313.1c4.7 4.7 4.7 12.3 0 17L338 377.6c-4.7 4.7-12.3 4.7-17 0L256 312l-65.1 65.6c-4.7 4.7-12.3 4.7-17 0L134.4 338c-4.7-4.7-4.7-12.3 0-17l65.6-65-65.6-65.1c-4.7-4.7-4.7-12.3 0-17l39.6-39.6c4.7-4.7 12.3-4.7 17 0l65 65.7 65.1-65.6c4.7-4.7 12.3-4.7 17 0l39.6 39.6c4.7 4.7 4.7 12.3 0 17L312 256l65.6 65.1z"},
  rhUiIcon: {"xOffset":0,"yOffset":0,"width":32,"height":32,"svgPathData":"M16 1C7.729 1 1 7.729 1 16s6.729 15 15 15 15-6.729 15-15S24.271 1 16 1Zm0 28C8.832 29 3 23.168 3 16S8.832 3 16 3s13 5.832 13 13-5.832 13-13 13Zm5.707-17.293L17.414 16l4.293 4.293a.999.999 0 1 1-1.414 1.414L16 17.414l-4.293 4.293a.997.997 0 0 1-1.414 0 .999.999 0 0 1 0-1.414L14.586 16l-4.293-4.293a.999.999 0 1 1 1.414-1.414L16 14.586l4.293-4.293a.999.999 0 1 1 1.414 1.414Z"},
};

export const TimesCircleIcon = createIconBase(TimesCircleIconConfig);

export default TimesCircleIcon;
