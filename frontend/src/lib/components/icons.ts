/** The icons in use, all of one set (lucide), by the names of the look. */
import type { Component } from 'svelte';
import CalendarClock from '@lucide/svelte/icons/calendar-clock';
import CalendarCheck from '@lucide/svelte/icons/calendar-check';
import Calendar from '@lucide/svelte/icons/calendar';
import CalendarPlus from '@lucide/svelte/icons/calendar-plus';
import CircleUserRound from '@lucide/svelte/icons/circle-user-round';
import Inbox from '@lucide/svelte/icons/inbox';
import Hourglass from '@lucide/svelte/icons/hourglass';
import AtSign from '@lucide/svelte/icons/at-sign';
import AlarmClock from '@lucide/svelte/icons/alarm-clock';
import Bot from '@lucide/svelte/icons/bot';
import Layers from '@lucide/svelte/icons/layers';
import BadgeCheck from '@lucide/svelte/icons/badge-check';
import Search from '@lucide/svelte/icons/search';
import Hand from '@lucide/svelte/icons/hand';
import ChevronsUpDown from '@lucide/svelte/icons/chevrons-up-down';
import ChevronDown from '@lucide/svelte/icons/chevron-down';
import ChevronUp from '@lucide/svelte/icons/chevron-up';
import ChevronsUp from '@lucide/svelte/icons/chevrons-up';
import ChevronRight from '@lucide/svelte/icons/chevron-right';
import ChevronLeft from '@lucide/svelte/icons/chevron-left';
import Equal from '@lucide/svelte/icons/equal';
import Settings from '@lucide/svelte/icons/settings';
import TriangleAlert from '@lucide/svelte/icons/triangle-alert';
import CircleAlert from '@lucide/svelte/icons/circle-alert';
import Circle from '@lucide/svelte/icons/circle';
import CircleDot from '@lucide/svelte/icons/circle-dot';
import CircleCheck from '@lucide/svelte/icons/circle-check';
import CircleMinus from '@lucide/svelte/icons/circle-minus';
import CircleDashed from '@lucide/svelte/icons/circle-dashed';
import CircleSlash from '@lucide/svelte/icons/circle-slash';
import CirclePause from '@lucide/svelte/icons/circle-pause';
import Building from '@lucide/svelte/icons/building';
import Clock from '@lucide/svelte/icons/clock';
import ClockAlert from '@lucide/svelte/icons/clock-alert';
import Mail from '@lucide/svelte/icons/mail';
import MailWarning from '@lucide/svelte/icons/mail-warning';
import PanelTop from '@lucide/svelte/icons/panel-top';
import MessageCircle from '@lucide/svelte/icons/message-circle';
import Smartphone from '@lucide/svelte/icons/smartphone';
import Phone from '@lucide/svelte/icons/phone';
import PhoneOutgoing from '@lucide/svelte/icons/phone-outgoing';
import MessageSquareText from '@lucide/svelte/icons/message-square-text';
import PencilLine from '@lucide/svelte/icons/pencil-line';
import Pencil from '@lucide/svelte/icons/pencil';
import Check from '@lucide/svelte/icons/check';
import CheckCheck from '@lucide/svelte/icons/check-check';
import Ellipsis from '@lucide/svelte/icons/ellipsis';
import Tag from '@lucide/svelte/icons/tag';
import PanelRight from '@lucide/svelte/icons/panel-right';
import Lock from '@lucide/svelte/icons/lock';
import FileText from '@lucide/svelte/icons/file-text';
import FileCode from '@lucide/svelte/icons/file-code';
import FileExclamationPoint from '@lucide/svelte/icons/file-exclamation-point';
import Image from '@lucide/svelte/icons/image';
import ImageOff from '@lucide/svelte/icons/image-off';
import Paperclip from '@lucide/svelte/icons/paperclip';
import X from '@lucide/svelte/icons/x';
import RefreshCw from '@lucide/svelte/icons/refresh-cw';
import CloudOff from '@lucide/svelte/icons/cloud-off';
import Undo2 from '@lucide/svelte/icons/undo-2';
import Redo2 from '@lucide/svelte/icons/redo-2';
import Sun from '@lucide/svelte/icons/sun';
import Moon from '@lucide/svelte/icons/moon';
import Monitor from '@lucide/svelte/icons/monitor';
import TrendingDown from '@lucide/svelte/icons/trending-down';
import TrendingUp from '@lucide/svelte/icons/trending-up';
import Flag from '@lucide/svelte/icons/flag';
import CornerDownLeft from '@lucide/svelte/icons/corner-down-left';
import ListFilter from '@lucide/svelte/icons/list-filter';
import ListChecks from '@lucide/svelte/icons/list-checks';
import ArrowDownNarrowWide from '@lucide/svelte/icons/arrow-down-narrow-wide';
import ArrowUp from '@lucide/svelte/icons/arrow-up';
import ArrowDown from '@lucide/svelte/icons/arrow-down';
import ArrowRight from '@lucide/svelte/icons/arrow-right';
import Download from '@lucide/svelte/icons/download';
import ExternalLink from '@lucide/svelte/icons/external-link';
import Link from '@lucide/svelte/icons/link';
import Eye from '@lucide/svelte/icons/eye';
import RotateCcw from '@lucide/svelte/icons/rotate-ccw';
import UserPlus from '@lucide/svelte/icons/user-plus';
import User from '@lucide/svelte/icons/user';
import Users from '@lucide/svelte/icons/users';
import UsersRound from '@lucide/svelte/icons/users-round';
import ShieldAlert from '@lucide/svelte/icons/shield-alert';
import ShieldCheck from '@lucide/svelte/icons/shield-check';
import KeyRound from '@lucide/svelte/icons/key-round';
import Ban from '@lucide/svelte/icons/ban';
import Video from '@lucide/svelte/icons/video';
import Trash from '@lucide/svelte/icons/trash';
import Plus from '@lucide/svelte/icons/plus';
import Minus from '@lucide/svelte/icons/minus';
import Command from '@lucide/svelte/icons/command';
import Keyboard from '@lucide/svelte/icons/keyboard';
import Globe from '@lucide/svelte/icons/globe';
import Hash from '@lucide/svelte/icons/hash';
import Info from '@lucide/svelte/icons/info';
import LogOut from '@lucide/svelte/icons/log-out';
import Plug from '@lucide/svelte/icons/plug';
import Server from '@lucide/svelte/icons/server';
import Folder from '@lucide/svelte/icons/folder';
import CircleQuestionMark from '@lucide/svelte/icons/circle-question-mark';
import Bell from '@lucide/svelte/icons/bell';
import BellOff from '@lucide/svelte/icons/bell-off';
import Bookmark from '@lucide/svelte/icons/bookmark';
import Archive from '@lucide/svelte/icons/archive';
import Type from '@lucide/svelte/icons/type';
import Copy from '@lucide/svelte/icons/copy';
import MapPin from '@lucide/svelte/icons/map-pin';
import BookOpen from '@lucide/svelte/icons/book-open';
import BuildingComplex from '@lucide/svelte/icons/building-complex';
import LayoutList from '@lucide/svelte/icons/layout-list';
import TextQuote from '@lucide/svelte/icons/text-quote';
import Zap from '@lucide/svelte/icons/zap';
import SlidersHorizontal from '@lucide/svelte/icons/sliders-horizontal';
import RotateCcwClock from '@lucide/svelte/icons/rotate-ccw-clock';
import LifeBuoy from '@lucide/svelte/icons/life-buoy';
import HardDrive from '@lucide/svelte/icons/hard-drive';
import Send from '@lucide/svelte/icons/send';
import SendHorizontal from '@lucide/svelte/icons/send-horizontal';
import Reply from '@lucide/svelte/icons/reply';
import ReplyAll from '@lucide/svelte/icons/reply-all';
import Forward from '@lucide/svelte/icons/forward';
import Bold from '@lucide/svelte/icons/bold';
import Italic from '@lucide/svelte/icons/italic';
import Underline from '@lucide/svelte/icons/underline';
import Strikethrough from '@lucide/svelte/icons/strikethrough';
import List from '@lucide/svelte/icons/list';
import ListOrdered from '@lucide/svelte/icons/list-ordered';
import Code from '@lucide/svelte/icons/code';
import SquareCode from '@lucide/svelte/icons/square-code';
import Merge from '@lucide/svelte/icons/merge';
import Split from '@lucide/svelte/icons/split';
import Repeat from '@lucide/svelte/icons/repeat';
import CalendarX from '@lucide/svelte/icons/calendar-x';
import LockKeyhole from '@lucide/svelte/icons/lock-keyhole';
import FolderOpen from '@lucide/svelte/icons/folder-open';
import Heading from '@lucide/svelte/icons/heading';
import Laptop from '@lucide/svelte/icons/laptop';
import Printer from '@lucide/svelte/icons/printer';
import Columns2 from '@lucide/svelte/icons/columns-2';
import Rows2 from '@lucide/svelte/icons/rows-2';
import Snowflake from '@lucide/svelte/icons/snowflake';
import UserMinus from '@lucide/svelte/icons/user-minus';
import UserCheck from '@lucide/svelte/icons/user-check';
import GitCompare from '@lucide/svelte/icons/git-compare';
import MonitorOff from '@lucide/svelte/icons/monitor-off';
import FolderSync from '@lucide/svelte/icons/folder-sync';
import History from '@lucide/svelte/icons/history';
import ScrollText from '@lucide/svelte/icons/scroll-text';

export const icons: Record<string, Component<Record<string, unknown>>> = {
  'calendar-clock': CalendarClock,
  'calendar-check': CalendarCheck,
  calendar: Calendar,
  'calendar-plus': CalendarPlus,
  'circle-user-round': CircleUserRound,
  inbox: Inbox,
  hourglass: Hourglass,
  'at-sign': AtSign,
  'alarm-clock': AlarmClock,
  bot: Bot,
  layers: Layers,
  'badge-check': BadgeCheck,
  search: Search,
  hand: Hand,
  'chevrons-up-down': ChevronsUpDown,
  'chevron-down': ChevronDown,
  'chevron-up': ChevronUp,
  'chevrons-up': ChevronsUp,
  'chevron-right': ChevronRight,
  'chevron-left': ChevronLeft,
  equal: Equal,
  settings: Settings,
  'triangle-alert': TriangleAlert,
  'circle-alert': CircleAlert,
  circle: Circle,
  'circle-dot': CircleDot,
  'circle-check': CircleCheck,
  'circle-minus': CircleMinus,
  'circle-dashed': CircleDashed,
  'circle-slash': CircleSlash,
  'circle-pause': CirclePause,
  building: Building,
  clock: Clock,
  'clock-alert': ClockAlert,
  mail: Mail,
  'mail-warning': MailWarning,
  'panel-top': PanelTop,
  'message-circle': MessageCircle,
  smartphone: Smartphone,
  phone: Phone,
  'phone-outgoing': PhoneOutgoing,
  'message-square-text': MessageSquareText,
  'pencil-line': PencilLine,
  pencil: Pencil,
  check: Check,
  'check-check': CheckCheck,
  ellipsis: Ellipsis,
  tag: Tag,
  'panel-right': PanelRight,
  lock: Lock,
  'file-text': FileText,
  'file-code': FileCode,
  'file-exclamation-point': FileExclamationPoint,
  image: Image,
  'image-off': ImageOff,
  paperclip: Paperclip,
  x: X,
  'refresh-cw': RefreshCw,
  'cloud-off': CloudOff,
  'undo-2': Undo2,
  'redo-2': Redo2,
  sun: Sun,
  moon: Moon,
  monitor: Monitor,
  'trending-down': TrendingDown,
  'trending-up': TrendingUp,
  flag: Flag,
  'corner-down-left': CornerDownLeft,
  'list-filter': ListFilter,
  'list-checks': ListChecks,
  'arrow-down-narrow-wide': ArrowDownNarrowWide,
  'arrow-up': ArrowUp,
  'arrow-down': ArrowDown,
  'arrow-right': ArrowRight,
  download: Download,
  'external-link': ExternalLink,
  link: Link,
  eye: Eye,
  'rotate-ccw': RotateCcw,
  'user-plus': UserPlus,
  user: User,
  users: Users,
  'users-round': UsersRound,
  'shield-alert': ShieldAlert,
  'shield-check': ShieldCheck,
  'key-round': KeyRound,
  ban: Ban,
  video: Video,
  trash: Trash,
  plus: Plus,
  minus: Minus,
  command: Command,
  keyboard: Keyboard,
  globe: Globe,
  hash: Hash,
  info: Info,
  'log-out': LogOut,
  plug: Plug,
  server: Server,
  folder: Folder,
  'circle-question-mark': CircleQuestionMark,
  bell: Bell,
  'bell-off': BellOff,
  bookmark: Bookmark,
  archive: Archive,
  type: Type,
  copy: Copy,
  'map-pin': MapPin,
  'book-open': BookOpen,
  'building-complex': BuildingComplex,
  'layout-list': LayoutList,
  'text-quote': TextQuote,
  zap: Zap,
  'sliders-horizontal': SlidersHorizontal,
  'rotate-ccw-clock': RotateCcwClock,
  'life-buoy': LifeBuoy,
  'hard-drive': HardDrive,
  send: Send,
  'send-horizontal': SendHorizontal,
  reply: Reply,
  'reply-all': ReplyAll,
  forward: Forward,
  bold: Bold,
  italic: Italic,
  underline: Underline,
  strikethrough: Strikethrough,
  list: List,
  'list-ordered': ListOrdered,
  code: Code,
  'square-code': SquareCode,
  heading: Heading,
  merge: Merge,
  split: Split,
  repeat: Repeat,
  'calendar-x': CalendarX,
  'lock-keyhole': LockKeyhole,
  'folder-open': FolderOpen,
  laptop: Laptop,
  printer: Printer,
  'columns-2': Columns2,
  'rows-2': Rows2,
  snowflake: Snowflake,
  'user-minus': UserMinus,
  'user-check': UserCheck,
  'git-compare': GitCompare,
  'monitor-off': MonitorOff,
  'folder-sync': FolderSync,
  history: History,
  'scroll-text': ScrollText,
};
