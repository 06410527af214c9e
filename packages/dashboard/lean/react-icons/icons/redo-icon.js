import { createIconBase } from '../createIcon.js';

export const RedoIconConfig = {
  name: 'RedoIcon',
  icon: {"xOffset":0,"yOffset":0,"width":512,"height":512,"svgPathData":"M500.33 0h-47.41a12 12 0 0 0-12 12.57l4 82.76A247.42 247.42 0 0 0 256 8C119.34 8 7.9 119.53 8 256.19 8.1 393.07 119.1 504 256 504a247.1 247.1 0 0 0 166.18-63.91 12 12 0 0 0 .48-17.43l-34-34a12 12 0 0 0-16.38-.55A176 176 0 1 1 402.1 157.8l-101.53-4.87a12 12 0 0 0-12.57 12v47.41a12 12 0 0 0 12 12h200.33a12 12 0 0 0 12-12V12a12 12 0 0 0-12-12z"},
  rhUiIcon: {"xOffset":0,"yOffset":0,"width":32,"height":32,"svgPathData":"M21.293 18.293 27.586 12H11c-4.411 0-8 3.589-8 8s3.589 8 8 8h15a1 1 0 0 1 0 2H11C5.486 30 1 25.514 1 20s4.486-10 10-10h16.586l-6.293-6.293a.999.999 0 1 1 1.414-1.414l7.646 7.646c.283.283.439.66.439 1.061s-.156.777-.439 1.061l-7.646 7.646a.997.997 0 0 1-1.414 0 .999.999 0 0 1 0-1.414Z"},
};

export const RedoIcon = createIconBase(RedoIconConfig);

export default RedoIcon;
