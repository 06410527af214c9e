import { createIconBase } from '../createIcon.js';

export const ArrowUpIconConfig = {
  name: 'ArrowUpIcon',
  icon: {"xOffset":0,"yOffset":0,"width":448,"height":512,"svgPathData":"M34.9 289.5l-22.2-22.2c-9.4-9.4-9.4-24.6 0-33.9L207 39c9.4-9.4 24.6-9.4 33.9 0l194.3 194.3c9.4 9.4 9.4 24.6 0 33.9L413 289.4c-9.5 9.5-25 9.3-34.3-.4L264 168.6V456c0 13.3-10.7 24-24 24h-32c-13.3 0-24-10.7-24-24V168.6L69.2 289.1c-9.3 9.8-24.8 10-34.3.4z"},
  rhUiIcon: {"xOffset":0,"yOffset":0,"width":32,"height":32,"svgPathData":"M27.707 12.293 17.061 1.646a1.501 1.501 0 0 0-2.121 0L4.293 12.293a.999.999 0 1 0 1.414 1.414L15 4.414V30a1 1 0 0 0 2 0V4.414l9.293 9.293a.997.997 0 0 0 1.414 0 .999.999 0 0 0 0-1.414Z"},
};

export const ArrowUpIcon = createIconBase(ArrowUpIconConfig);

export default ArrowUpIcon;
