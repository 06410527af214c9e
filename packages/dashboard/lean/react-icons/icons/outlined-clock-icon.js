import { createIconBase } from '../createIcon.js';

export const OutlinedClockIconConfig = {
  name: 'OutlinedClockIcon',
  icon: {"xOffset":0,"yOffset":0,"width":512,"height":512,"svgPathData":"M256 8C119 8 8 119 8 256s111 248 248 248 248-111 248-248S393 8 256 8zm0 448c-110.5 0-200-89.5-200-200S145.5 56 256 56s200 89.5 200 200-89.5 200-200 200zm61.8-104.4l-84.9-61.7c-3.1-2.3-4.9-5.9-4.9-9.7V116c0-6.6 5.4-12 12-12h32c6.6 0 12 5.4 12 12v141.7l66.8 48.6c5.4 3.9 6.5 11.4 2.6 16.8L334.6 349c-3.9 5.3-11.4 6.5-16.8 2.6z"},
  rhUiIcon: {"xOffset":0,"yOffset":0,"width":32,"height":32,"svgPathData":"M16 1C7.729 1 1 7.729 1 16s6.729 15 15 15 15-6.729 15-15S24.271 1 16 1Zm1 27.949V26a1 1 0 0 0-2 0v2.949C8.63 28.461 3.539 23.37 3.051 17H6a1 1 0 0 0 0-2H3.051C3.565 8.299 9.169 3 16 3s12.436 5.299 12.949 12H26a1 1 0 0 0 0 2h2.949C28.461 23.37 23.37 28.461 17 28.949Zm3.707-9.656a.999.999 0 1 1-1.414 1.414l-4-4A1 1 0 0 1 15 16V8a1 1 0 0 1 2 0v7.586l3.707 3.707Z"},
};

export const OutlinedClockIcon = createIconBase(OutlinedClockIconConfig);

export default OutlinedClockIcon;
