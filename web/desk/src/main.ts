import "./ui/desk-app";
