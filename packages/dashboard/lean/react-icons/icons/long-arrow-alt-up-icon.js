import { createIconBase } from '../createIcon.js';

export const LongArrowAltUpIconConfig = {
  name: 'LongArrowAltUpIcon',
  icon: {"xOffset":0,"yOffset":0,"width":256,"height":512,"svgPathData":"M88 166.059V468c0 6.627 5.373 12 12 12h56c6.627 0 12-5.373 12-12V166.059h46.059c21.382 0 32.09-25.851 16.971-40.971l-86.059-86.059c-9.373-9.373-24.569-9.373-33.941 0l-86.059 86.059c-15.119 15.119-4.411 40.971 16.971 40.971H88z"},
  rhUiIcon: {"xOffset":0,"yOffset":0,"width":32,"height":32,"svgPathData":"M22.707 8.707a.997.997 0 0 1-1.414 0L17 4.414V30a1 1 0 1 1-2 0V4.414l-4.293 4.293a.999.999 0 1 1-1.414-1.414l5.646-5.647a1.501 1.501 0 0 1 2.121 0l5.646 5.646a.999.999 0 0 1 0 1.414Z"},
};

export const LongArrowAltUpIcon = createIconBase(LongArrowAltUpIconConfig);

export default LongArrowAltUpIcon;
