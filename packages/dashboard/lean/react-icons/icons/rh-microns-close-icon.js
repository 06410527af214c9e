import { createIconBase } from '../createIcon.js';

export const RhMicronsCloseIconConfig = {
  name: 'RhMicronsCloseIcon',
  icon: {"xOffset":0,"yOffset":0,"width":20,"height":20,"svgPathData":"M17.8 16.2 11.59 10l6.21-6.21c.42-.46.39-1.17-.07-1.59-.43-.4-1.09-.4-1.52 0l-6.2 6.2-6.22-6.19c-.44-.44-1.15-.44-1.59 0-.44.44-.44 1.15 0 1.59l6.2 6.21-6.2 6.2c-.42.46-.39 1.17.07 1.59.43.4 1.09.4 1.52 0L10 11.59l6.2 6.2c.44.44 1.15.44 1.59 0 .44-.45.44-1.16 0-1.6Z"},
  rhUiIcon: null,
};

export const RhMicronsCloseIcon = createIconBase(RhMicronsCloseIconConfig);

export default RhMicronsCloseIcon;
